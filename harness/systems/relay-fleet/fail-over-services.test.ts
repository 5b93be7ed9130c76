import { expect, test } from 'vitest'
import { replicaSpec, sentinelSpec } from './fail-over-services.ts'
import { fleetOptions } from './options.ts'
import { fleetTopology } from './topology.ts'

const primary = { host: '127.0.0.1', port: 7001 }

test('a replica copies the primary and is ready when it has everything', () => {
  const { args, ready } = replicaSpec({ host: '127.0.0.1', port: 7002 }, primary)
  expect(args?.join(' ')).toMatch(/--replica-announce-port 7002 .*--replicaof 127\.0\.0\.1 7001$/)
  expect(ready).toMatchObject({ by: 'log' })
})

test('Sentinel takes the primary for dead after scenario time, and never within a second of real time', () => {
  const downAfter = (factor: number) =>
    /down-after-milliseconds directory (\d+)/.exec(
      sentinelSpec({ host: '127.0.0.1', port: 7003 }, primary, factor).files!['sentinel.conf']!,
    )?.[1]
  expect(downAfter(1)).toBe('5000')
  expect(downAfter(0.1)).toBe('1000')
})

test('each relay has a link to both servers and to Sentinel, and nobody else has', () => {
  const links = (sentinel: boolean) =>
    fleetTopology(fleetOptions({ relays: 2, sentinel }))
      .links.map(({ name }) => name)
      .filter((name) => /redis|sentinel/.test(name))
  expect(links(false)).toEqual(['relay-1-redis', 'relay-2-redis'])
  expect(links(true)).toEqual(
    ['relay-1', 'relay-2'].flatMap((relay) => ['redis', 'redis-2', 'sentinel'].map((to) => `${relay}-${to}`)),
  )
})
