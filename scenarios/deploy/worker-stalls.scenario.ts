import { deployPipeline, scenario } from '../../harness/scenario.ts'

scenario(
  'deploy/worker-stalls',
  {
    title: 'a job worker that was frozen for longer than its lock does nothing twice',
    hypothesis:
      'When the worker that has a job is frozen for longer than its lock, just after it asked whether the deployment is known, another worker ' +
      'takes the job over. The order that the first one sends when it wakes up gives no VM the change set again.',
    source: 'incident: a lock that its owner no longer had, and a write that nobody fenced off',
    headline: 'VMs that got the change set again',
    system: deployPipeline({ vms: 6, orchestrators: 2 }),
    broken: {
      'fence=none': {
        'deploy-service': { env: { STATE_CHECK: 'none' } },
        failsOn: ['VMs that got the change set again'],
      },
      'lock=120s': {
        orchestrator: { env: { CONSTANTS: '{"lockMs":120000}' } },
        'orchestrator-2': { env: { CONSTANTS: '{"lockMs":120000}' } },
        failsOn: ['job ended after its worker froze'],
      },
    },
  },
  async ({ pipeline, faults, observe, check, precondition, time }) => {
    await time.somewhereIn('5s')
    await using held = await pipeline.holdVms()
    // Slow answers: the worker is frozen between its question and the order that rests on the answer.
    const slow = await faults.latency(pipeline.link('proxy', 'deploy-service'), {
      delay: '4s',
      direction: 'answers',
    })
    const deployment = await pipeline.deploy()
    const owner = await pipeline.askedBy(deployment, { giveUpAfter: '20s' })
    const frozen = await faults.pause(owner)
    const froze = await time.pass('10ms')
    // The answer has left the proxy by now, and nobody reads it.
    await time.pass('5s')
    await slow.heal()
    const again = await pipeline.takenUpAgain(deployment, { since: froze, giveUpAfter: '45s' })
    // Its own order is on the way when the first one wakes up.
    await pipeline.ordered(deployment, { attempt: 2, since: again, giveUpAfter: '10s' })
    await frozen.heal()
    await pipeline.ordered(deployment, { attempt: 1, since: again, giveUpAfter: '10s' })
    await time.pass('1s')
    await held.release()
    await pipeline.over([deployment], { giveUpAfter: '60s' })
    await time.pass('5s')

    precondition('orders of the worker that had lost the job', observe.ordersOf(deployment, 1, again)).is(1)
    check('VMs that got the change set again', observe.appliedAgain([deployment])).is(0)
    check('VMs left out', observe.leftOut([deployment])).is(0)
    check('job ended after its worker froze', observe.jobEndedAfter(deployment, froze)).atMost('45s')
  },
)
