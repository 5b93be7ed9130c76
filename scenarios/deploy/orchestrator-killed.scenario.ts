import { deployPipeline, scenario } from '../../harness/scenario.ts'

scenario(
  'deploy/orchestrator-killed',
  {
    title: 'a stalled job follows the deployment that it had begun',
    hypothesis:
      'When the job worker is killed in the middle of a deployment, its job is taken up again after the restart, finds the deployment ' +
      'under way or done, and brings it to its end without starting it again.',
    source: 'outage: the same change set was deployed again and again',
    headline: 'job ended after restart',
    system: deployPipeline({ vms: 6 }),
    broken: {
      'state-check=none': {
        orchestrator: { env: { STATE_CHECK: 'none' } },
        'deploy-service': { env: { STATE_CHECK: 'none' } },
        failsOn: ['VMs that got the change set again'],
      },
      'lock=120s': {
        orchestrator: { env: { CONSTANTS: '{"lockMs":120000}' } },
        failsOn: ['job ended after restart'],
      },
    },
  },
  async ({ pipeline, faults, observe, check, precondition, time }) => {
    await time.somewhereIn('5s')
    const deployment = await pipeline.deploy()
    await pipeline.appliedBy(deployment, 2, { giveUpAfter: '20s' })
    // VMs that are applying it when the worker dies still are when its job is taken up again: a service that gives them the change set then, gives it again.
    await using held = await pipeline.holdVms()
    await pipeline.begunBy(deployment, 4, { giveUpAfter: '20s' })
    const exit = await faults.kill(pipeline.orchestrator)
    const back = await pipeline.orchestrator.restart({ after: '2s' })
    const again = await pipeline.takenUpAgain(deployment, { since: back.acceptingAt, giveUpAfter: '30s' })
    await time.pass('1s')
    await held.release()
    await pipeline.over([deployment], { giveUpAfter: '60s' })
    await time.pass('5s')

    precondition('VMs at it at the kill', observe.underWay(deployment, exit.at)).is(2)
    precondition('VMs at it when the job was taken up again', observe.underWay(deployment, again)).atLeast(1)
    check('VMs that got the change set again', observe.appliedAgain([deployment])).is(0)
    check('VMs left out', observe.leftOut([deployment])).is(0)
    precondition('attempts of the job', observe.attempts(deployment)).atLeast(2)
    check('job ended after restart', observe.jobEndedAfter(deployment, back.acceptingAt)).atMost('30s')
  },
)
