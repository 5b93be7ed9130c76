import { scenario } from '../../harness/scenario.ts'
import { shop } from './shop.ts'

scenario(
  'shop/worker-killed',
  {
    hypothesis:
      'A worker that is killed with orders in hand carries them out when it is back, and each order once.',
    system: shop,
    broken: {
      'take=pop': { worker: { env: { TAKE: 'pop' } }, failsOn: ['orders lost'] },
      'done=before-work': { worker: { env: { DONE: 'before-work' } }, failsOn: ['orders done twice'] },
    },
  },
  async ({ services, operations, faults, watch, check, precondition, time }) => {
    using during = watch()
    await time.pass('1s')
    // Work takes a while: what has just begun is not done when the kill comes.
    await operations.order.next('begun')
    const { at } = await faults.kill(services.worker)
    await services.worker.restart({ after: '1s' })
    await operations.order.finished({ giveUpAfter: '10s' })
    precondition(
      'orders in hand at the kill',
      during.operations.order.underWay({ at, begun: 'begun', ended: 'done' }),
    ).atLeast(1)
    check('orders lost', during.operations.order.lost()).is(0)
    check('orders done twice', during.operations.order.repeated('kept')).is(0)
  },
)
