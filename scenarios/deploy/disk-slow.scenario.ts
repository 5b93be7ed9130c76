import { deployPipeline, scenario } from '../../harness/scenario.ts'

scenario(
  'deploy/disk-slow',
  {
    title: 'what was acknowledged on a slow disk is not lost',
    hypothesis:
      'While every sync of the disk under the job queue takes 0.4 s, a deployment is acknowledged only when its job is kept: an ' +
      'orchestrator that is killed right after the answer carries it out after its restart, once on each VM.',
    source: 'known incident: jobs acknowledged from memory were gone after a crash on a busy disk',
    headline: 'VMs left out',
    system: deployPipeline({ vms: 6, durable: true }),
    needs: ['strace'],
    broken: {
      'acknowledges=early': {
        orchestrator: { env: { ACKNOWLEDGES: 'early' } },
        failsOn: ['VMs left out'],
      },
    },
    deadline: '240s',
  },
  async ({ pipeline, services, faults, observe, check, time }) => {
    await time.somewhereIn('5s')
    const slow = await faults.slowSystemCall(services.redis, { call: 'fdatasync', delay: '400ms' })
    const deployment = await pipeline.deploy()
    await faults.kill(pipeline.orchestrator)
    const back = await pipeline.orchestrator.restart({ after: '2s' })
    // Jobs are taken up, given out and reported on the slow disk, too.
    await time.pass('10s')
    await slow.heal()
    await pipeline.over([deployment], { giveUpAfter: '90s' })
    await time.pass('5s')

    check('VMs left out', observe.leftOut([deployment])).is(0)
    check('VMs that got the change set again', observe.appliedAgain([deployment])).is(0)
    check('job ended after restart', observe.jobEndedAfter(deployment, back.acceptingAt)).atMost('90s')
  },
)
