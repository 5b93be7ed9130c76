import { expect, test } from 'vitest'
import { startHosts } from '../relay/testing/fleet.ts'
import { freePort } from '../relay/testing/service.ts'

test('no dial begins before it is due, however long a turn of the event loop is', async () => {
  const url = `ws://127.0.0.1:${await freePort()}`
  const hosts = await startHosts({ TIME_SCALE: '0.02', HOST_JITTER: 'none' })
  // Without jitter all of them are refused and dial again in the same turns of the event loop, which become long by it.
  const ids = Array.from({ length: 150 }, (_, index) => `h${index}`)
  for (const id of ids) await hosts.add(url, id)
  await hosts.nth(ids.length * 5, 'attempt')
  const due = new Map(
    hosts.of('scheduled').map(({ host, dial, at, delayMs = 0 }) => [`${dial} ${host}`, at + delayMs * 1e6]),
  )
  const early = hosts.of('attempt').filter(({ host, dial, at }) => at < (due.get(`${dial} ${host}`) ?? 0))
  expect(due.size).toBeGreaterThan(ids.length)
  expect(early).toEqual([])
})
