import { scenario } from '../../harness/scenario.ts'
import { shop } from './shop.ts'

scenario(
  'shop/cache-slow',
  {
    hypothesis: 'With 300 ms to Redis and back, an API asks it once for an answer and stays within 1 s.',
    system: shop,
    broken: {
      'health=ten-asks': { api: { env: { HEALTH: 'ten-asks' } }, failsOn: ['answer time'] },
    },
  },
  async ({ link, operations, faults, watch, check, precondition, time }) => {
    using during = watch()
    const slow = await Promise.all(
      [link('api-1', 'cache'), link('api-2', 'cache')].map((one) => faults.latency(one, { delay: '300ms' })),
    )
    await time.pass('4s')
    await Promise.all(slow.map((fault) => fault.heal()))
    await time.pass('1s')
    await operations.order.finished({ giveUpAfter: '5s' })
    precondition('orders acknowledged', during.operations.order.seen()).atLeast(20)
    check('answer time', during.probes.health.answerTime('p95')).atMost('1s')
  },
)
