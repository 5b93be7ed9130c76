import { deployPipeline, scenario } from '../../harness/scenario.ts'

scenario(
  'deploy/service-killed',
  {
    title: 'a deploy service that dies half-way goes on where it was',
    hypothesis:
      'When the deploy service is killed between two VMs, the retry after its restart gives the change set to the VMs that lack it and ' +
      'to no other, and nothing half-done is reported as succeeded.',
    source: 'outage: the same change set was deployed again and again',
    headline: 'VMs that got the change set again',
    system: deployPipeline({ vms: 6 }),
    broken: {
      'state-check=none': {
        orchestrator: { env: { STATE_CHECK: 'none' } },
        'deploy-service': { env: { STATE_CHECK: 'none' } },
        failsOn: ['VMs that got the change set again'],
      },
      'resume=all-but-done': {
        'deploy-service': { env: { RESUME: 'all-but-done' } },
        failsOn: ['VMs that got the change set again'],
      },
      'resume=nothing': {
        'deploy-service': { env: { RESUME: 'nothing' } },
        failsOn: [
          'VMs left out',
          'VMs without it when reported succeeded',
          'deployments reported otherwise than they went',
        ],
      },
    },
  },
  async ({ pipeline, faults, observe, check, precondition, time }) => {
    await time.somewhereIn('5s')
    const deployment = await pipeline.deploy()
    await pipeline.appliedBy(deployment, 2, { giveUpAfter: '20s' })
    // Into the second batch: two VMs are done, two are applying it, two have not been asked. Those that are applying it still are when the retry comes.
    await using held = await pipeline.holdVms(pipeline.vms.slice(2, 4))
    await pipeline.begunBy(deployment, 4, { giveUpAfter: '20s' })
    await time.somewhereIn('0.8s')
    const exit = await faults.kill(pipeline.deployService)
    const back = await pipeline.deployService.restart({ after: '2s' })
    const again = await pipeline.takenUpAgain(deployment, { since: back.acceptingAt, giveUpAfter: '30s' })
    await pipeline.vmsAsked(deployment, { giveUpAfter: '20s' })
    // Whoever would not wait for them does not: it gives the others what they lack, and reports a success while these two are at it.
    await pipeline.over([deployment], { giveUpAfter: '8s' })
    await held.release()
    await pipeline.over([deployment], { giveUpAfter: '60s' })
    await time.pass('5s')

    precondition('VMs at it at the kill', observe.underWay(deployment, exit.at)).is(2)
    precondition('VMs at it when the job was taken up again', observe.underWay(deployment, again)).atLeast(1)
    check('VMs that got the change set again', observe.appliedAgain([deployment])).is(0)
    check('VMs left out', observe.leftOut([deployment])).is(0)
    check('VMs without it when reported succeeded', observe.halfDoneSuccesses(deployment, exit.at)).is(0)
    precondition('attempts of the job', observe.attempts(deployment)).atLeast(2)
  },
)
