import { deployPipeline, scenario } from '../../harness/scenario.ts'

scenario(
  'deploy/rst-mid-answer',
  {
    title: 'an answer that got lost is not a deployment that failed',
    hypothesis:
      'When the connection to the proxy is reset after the last VM is done and before the answer, the retry asks what became of ' +
      'the deployment and does not start it again.',
    source: 'outage: the same change set was deployed again and again',
    system: deployPipeline({ vms: 6 }),
    knownBad: { 'state-check=none': { stateCheck: 'none', failsOn: ['VMs that got the change set again'] } },
  },
  async ({ pipeline, faults, observe, check, precondition, time }) => {
    await time.somewhereIn('5s')
    const deployment = await pipeline.deploy()
    await pipeline.appliedBy(deployment, pipeline.vms.length, { giveUpAfter: '20s' })
    await faults.reset(pipeline.link('orchestrator', 'proxy'))
    await pipeline.over([deployment], { giveUpAfter: '60s' })
    await time.pass('5s')

    check('VMs that got the change set again', observe.appliedAgain([deployment])).is(0)
    check('VMs left out', observe.leftOut([deployment])).is(0)
    // One attempt would mean that the answer was not cut.
    precondition('attempts of the job', observe.attempts(deployment)).atLeast(2)
    check('jobs completed', observe.jobsCompleted([deployment])).is(1)
  },
)
