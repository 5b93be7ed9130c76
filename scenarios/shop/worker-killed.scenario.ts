import { scenario } from '../../harness/scenario.ts'
import { shop } from './shop.ts'

scenario(
  'shop/worker-killed',
  {
    hypothesis:
      'A worker that is killed with orders in hand carries them out when it is back, and ships each order once.',
    system: shop,
    broken: {
      'take=at-once': { worker: { env: { TAKE: 'at-once' } }, failsOn: ['orders lost'] },
      'ship=before-work': { worker: { env: { SHIP: 'before-work' } }, failsOn: ['orders shipped twice'] },
    },
  },
  async ({ services, operations, faults, watch, check, precondition, time }) => {
    using during = watch()
    await time.pass('1s')
    // Work takes a while: what has just begun is not done when the kill comes.
    await operations.order.next('begun')
    const { at } = await faults.kill(services.worker)
    await services.worker.restart({ after: '1s' })
    await time.pass('3s')
    await operations.order.finished({ giveUpAfter: '10s' })
    precondition(
      'orders in hand at the kill',
      during.operations.order.underWay({ at, begun: 'begun', ended: 'done' }),
    ).atLeast(1)
    check('orders lost', during.operations.order.lost()).is(0)
    check('orders shipped twice', during.operations.order.repeated('shipped')).is(0)
  },
)
