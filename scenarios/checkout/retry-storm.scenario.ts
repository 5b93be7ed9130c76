import { scenario } from '../../harness/scenario.ts'
import { checkout } from './checkout.ts'

scenario(
  'checkout/retry-storm',
  {
    title: 'retries do not keep a slow dependency down',
    hypothesis:
      'While the store of the stock is slow for 3 s, more orders come than the stock can answer, and retries add a tenth at most; 6 s after the ' +
      'store is well again, orders are taken as before.',
    source:
      'known incident: a store was slow for a minute, and retries kept the service before it overloaded until they were switched off',
    headline: 'orders failing after the store is well again',
    system: checkout,
    broken: {
      'retries=at-once': {
        api: { env: { RETRIES: 'at-once' } },
        failsOn: ['orders failing after the store is well again', 'questions while it was slow'],
      },
      'retries=backoff-alone': {
        api: { env: { RETRIES: 'backoff-alone' } },
        failsOn: ['orders failing after the store is well again', 'questions while it was slow'],
      },
    },
  },
  async ({ link, faults, watch, check, precondition, time }) => {
    const slow = watch()
    const fault = await faults.latency(link('stock', 'store'), { delay: '600ms', direction: 'answers' })
    await time.pass('3s')
    await fault.heal()
    slow[Symbol.dispose]()
    using after = watch()
    // What the stock has still to answer when the fault is over is gone by then, unless retries add to it faster than it can answer.
    await time.pass('12s')
    precondition('orders failed while it was slow', slow.probes.orders.failed()).atLeast(5)
    precondition('questions', slow.operations.question.seen()).atLeast(30)
    // 60 orders, a tenth more, and the ten that the budget holds.
    check('questions while it was slow', slow.operations.question.seen()).atMost(110)
    check('orders failing after the store is well again', after.probes.orders.longestOutage()).atMost('6s')
  },
)
