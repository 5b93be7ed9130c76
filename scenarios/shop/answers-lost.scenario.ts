import { scenario } from '../../harness/scenario.ts'
import { shop } from './shop.ts'

scenario(
  'shop/answers-lost',
  {
    hypothesis:
      'Orders that were taken, and whose answers are lost, are placed again by their clients and carried out once.',
    headline: 'orders done twice',
    system: shop,
    broken: {
      'repetitions=new': { api: { env: { REPETITIONS: 'new' } }, failsOn: ['orders done twice'] },
      'clients=give-up': { clients: { env: { BACKOFF_MS: '60000' } }, failsOn: ['clients away'] },
    },
  },
  async ({ link, clients, operations, faults, watch, check, precondition, time }) => {
    using during = watch()
    const links = [link('clients', 'api-1'), link('clients', 'api-2')]
    const late = await Promise.all(
      links.map((one) => faults.latency(one, { delay: '1s', direction: 'answers' })),
    )
    // Each client has an order under way that is taken and not yet answered.
    await time.pass('900ms')
    await Promise.all(links.map((one) => faults.reset(one)))
    await Promise.all(late.map((fault) => fault.heal()))
    await clients.reconnected({ giveUpAfter: '5s' })
    await time.pass('2s')
    await operations.order.finished({ giveUpAfter: '5s' })
    precondition('orders acknowledged', during.operations.order.seen()).atLeast(20)
    check('orders done twice', during.operations.order.repeated('done')).is(0)
    check('clients away', during.clients.disconnected('max')).atMost('4s')
  },
)
