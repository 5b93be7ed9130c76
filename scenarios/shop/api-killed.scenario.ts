import { scenario } from '../../harness/scenario.ts'
import { shop } from './shop.ts'

scenario(
  'shop/api-killed',
  {
    hypothesis:
      'One of two APIs that is killed and back after 2 s loses no acknowledged order; its clients are with the other one within 2 s.',
    system: shop,
    broken: {
      'ack=early': { api: { env: { ACK: 'early' } }, failsOn: ['orders lost'] },
      'start=8s': { api: { env: { START_MS: '8000' } }, failsOn: ['API away'] },
      'backoff=5s': { clients: { env: { BACKOFF_MS: '5000' } }, failsOn: ['clients away'] },
    },
  },
  async ({ services, clients, operations, faults, watch, check, precondition, time }) => {
    using during = watch()
    await time.pass('1s')
    const api = services.api.copies[0]
    await faults.kill(api)
    await api.restart({ after: '2s' })
    await clients.reconnected()
    await time.pass('1s')
    await operations.order.finished({ giveUpAfter: '5s' })
    precondition('orders acknowledged', during.operations.order.seen()).atLeast(20)
    check('clients away', during.clients.disconnected('max')).atMost('2s')
    check('orders lost', during.operations.order.lost()).is(0)
    check('API away', during.probes.health.longestOutage()).atMost('6s')
  },
)
