import { scenario } from '../../harness/scenario.ts'
import { shop } from './shop.ts'

scenario(
  'shop/database-restarted',
  {
    hypothesis:
      'A database that is killed and back after 1 s has every acknowledged order, and the APIs answer again within 6 s.',
    system: shop,
    broken: {
      'ack=early': { api: { env: { ACK: 'early' } }, failsOn: ['orders lost'] },
      'pool=kept': { api: { env: { POOL: 'kept' } }, failsOn: ['API away'] },
    },
    headline: 'orders lost',
  },
  async ({ services, operations, faults, watch, check, precondition, time }) => {
    using during = watch()
    await time.pass('1s')
    await faults.kill(services.db)
    await services.db.restart({ after: '1s' })
    await time.pass('10s')
    await operations.order.finished({ giveUpAfter: '5s' })
    precondition('orders acknowledged', during.operations.order.seen()).atLeast(20)
    check('API away', during.probes.health.longestOutage()).atMost('6s')
    check('orders lost', during.operations.order.lost()).is(0)
  },
)
