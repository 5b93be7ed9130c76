import { expect, test } from 'vitest'
import type { ScenarioBody } from '../scenario/define.ts'
import { system } from './define-system.ts'
import { redis } from './presets/redis.ts'
import { http } from './probes/http.ts'
import type { System } from './system.ts'

const shop = system('shop', {
  services: {
    cache: redis(),
    api: { command: ['api'], env: { STORE: '{cache.url}' } },
  },
  probes: { up: http({ to: 'api' }) },
  callers: { browsers: { to: 'api' } },
  operations: {
    order: {
      taken: { from: 'api', match: /took (?<key>\S+)/ },
      done: { from: 'api', match: /did (?<key>\S+)/ },
    },
    read: {
      asked: { from: ['api'], match: /(?<key>\S+) reads (?<group>\S+)/ },
      given: { from: 'api', match: /(?<key>\S+) read (?<value>\S+)/ },
    },
  },
})

type Fixtures = typeof shop extends System<infer F, infer _> ? F : never

test('an editor knows the names of a system, and refuses others', () => {
  // Not called: the compiler's verdict is the test (`npm run check`).
  const body: ScenarioBody<Fixtures> = async ({ services, link, watch, operations, faults, check }) => {
    await faults.kill(services.api)
    await faults.cut(link('api', 'cache'))
    await faults.cut(link('up', 'api'))
    await faults.cut(link('browsers', 'api'))
    await operations.order.next('done')
    using during = watch()
    check('lost', during.operations.order.lost({ begun: 'taken', ended: 'done' })).is(0)
    check('away', during.probes.up.longestOutage()).atMost('1s')
    check('order', during.operations.order.outOfOrder({ ended: 'taken' })).is(0)
    check('owners', during.operations.order.ownedTwice({ used: 'done' })).is(0)
    check('stale', during.operations.read.unexplained({ writes: 'order' })).is(0)
    // @ts-expect-error there is no such service
    await faults.kill(services.apy)
    // @ts-expect-error no such service, so no such link
    await faults.cut(link('api', 'redis'))
    // @ts-expect-error no such caller
    await faults.cut(link('crawlers', 'api'))
    // @ts-expect-error no such operation
    await operations.payment.next()
    // @ts-expect-error no such step
    await operations.order.next('shipped')
    // @ts-expect-error no such step
    check('lost', during.operations.order.lost({ ended: 'shipped' })).is(0)
    // @ts-expect-error no such step
    check('order', during.operations.order.outOfOrder({ begun: 'shipped' })).is(0)
    // @ts-expect-error no such step
    check('owners', during.operations.order.ownedTwice({ taken: 'shipped' })).is(0)
    // @ts-expect-error no such operation
    check('stale', during.operations.read.unexplained({ writes: 'write' })).is(0)
    // @ts-expect-error no such probe
    check('away', during.probes.down.longestOutage()).atMost('1s')
  }
  expect(body).toBeTypeOf('function')
  const wrong = () =>
    system('shop', {
      services: { api: { command: ['api'] } },
      // @ts-expect-error no such service
      probes: { up: http({ to: 'apy' }) },
    })
  expect(wrong).toThrow('probes.up.to: apy is unknown')
})
