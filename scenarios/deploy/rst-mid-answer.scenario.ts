import { deployPipeline, scenario } from '../../harness/scenario.ts'

scenario(
  'deploy/rst-mid-answer',
  {
    title: 'an answer that got lost is not a deployment that failed',
    hypothesis:
      'When the connection to the proxy is reset before the answer, with all VMs done or with some of them, the retry asks what became of ' +
      'the deployment, does not start it again and reports what is true.',
    source: 'outage: the same change set was deployed again and again',
    headline: 'VMs that got the change set again',
    system: deployPipeline({ vms: 6 }),
    broken: {
      'state-check=none': {
        orchestrator: { env: { STATE_CHECK: 'none' } },
        'deploy-service': { env: { STATE_CHECK: 'none' } },
        failsOn: ['VMs that got the change set again'],
      },
    },
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

    // With VMs still to do: an orchestrator that takes the lost answer for a good one reports a deployment that is half done.
    const second = await pipeline.deploy()
    await pipeline.appliedBy(second, 2, { giveUpAfter: '20s' })
    await pipeline.begunBy(second, 4, { giveUpAfter: '20s' })
    const at = await faults.reset(pipeline.link('orchestrator', 'proxy'))
    await pipeline.over([second], { giveUpAfter: '60s' })
    await time.pass('5s')

    precondition('VMs at it when the connection was reset', observe.underWay(second, at)).atLeast(1)
    check('VMs without it when reported succeeded', observe.halfDoneSuccesses(second, at)).is(0)
    check('VMs of the second that got it again', observe.appliedAgain([second])).is(0)
    check('jobs completed', observe.jobsCompleted([deployment, second])).is(2)
  },
)
