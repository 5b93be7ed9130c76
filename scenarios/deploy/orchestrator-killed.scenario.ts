import { deployPipeline, scenario } from '../../harness/scenario.ts'

scenario(
  'deploy/orchestrator-killed',
  {
    title: 'a stalled job follows the deployment that it had begun',
    hypothesis:
      'When the job worker is killed in the middle of a deployment, its job is taken up again after the restart, finds the deployment ' +
      'under way or done, and brings it to its end without starting it again.',
    source: 'outage: the same change set was deployed again and again',
    system: deployPipeline({ vms: 6 }),
    knownBad: { 'state-check=none': { stateCheck: 'none', failsOn: ['VMs that got the change set again'] } },
  },
  async ({ pipeline, faults, observe, check, time }) => {
    await time.somewhereIn('5s')
    const deployment = await pipeline.deploy()
    await pipeline.appliedBy(deployment, 2, { giveUpAfter: '20s' })
    await faults.kill(pipeline.orchestrator)
    const back = await pipeline.orchestrator.restart({ after: '2s' })
    await pipeline.over([deployment], { giveUpAfter: '60s' })
    await time.pass('5s')

    check('VMs that got the change set again', observe.appliedAgain([deployment])).is(0)
    check('VMs left out', observe.leftOut([deployment])).is(0)
    check('attempts of the job', observe.attempts(deployment)).atLeast(2)
    check('job ended after restart', observe.jobEndedAfter(deployment, back.acceptingAt)).atMost('30s')
  },
)
