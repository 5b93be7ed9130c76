import { expect, test } from 'vitest'
import { startHosts } from '../relay/testing/fleet.ts'
import { until } from '../relay/testing/service.ts'
import { ScriptedRelay, say } from './testing.ts'

test('interrupt breaks the next socket before the relay has spoken and dials again at once', async () => {
  // Speaks on the first and the third tunnel: the second is in the middle of its registration.
  const relay = await new ScriptedRelay((tunnel) => {
    if (relay.tunnels.length !== 2) say(tunnel, { type: 'ping' })
  }).listen()
  const hosts = await startHosts({ TIME_SCALE: '1' })
  await hosts.add(relay.url, 'h1')
  await hosts.nth(1, 'registered')
  hosts.send({ type: 'interrupt', ids: ['h1'] })
  await hosts.nth(2, 'registered')
  expect(hosts.of('registered').map(({ dial }) => dial)).toEqual([1, 3])
  expect(hosts.of('closed').map(({ dial, code }) => [dial, code])).toEqual([
    [1, 1006],
    [2, 1006],
  ])
  const second = await relay.tunnel(2)
  await until('the relay notices', () => second.readyState === second.CLOSED)
  expect((await relay.tunnel(3)).readyState).toBe(second.OPEN)
  // Not by way of the backoff.
  expect(hosts.of('scheduled')).toEqual([])
})

test('second opens another tunnel; the first answers nothing more, and ends late without a redial', async () => {
  // It takes longer to register the second than the first is kept.
  const relay = await new ScriptedRelay((tunnel) => {
    setTimeout(() => say(tunnel, { type: 'ping' }), relay.tunnels.length === 2 ? 400 : 0)
  }).listen()
  const hosts = await startHosts({ TIME_SCALE: '1' })
  await hosts.add(relay.url, 'h1')
  await hosts.nth(1, 'registered')
  const first = await relay.tunnel(1)
  const answers: string[] = []
  first.on('message', (data) => answers.push(String(data)))
  hosts.send({ type: 'second', ids: ['h1'], keepMs: 200 })
  const registered = await hosts.nth(2, 'registered')
  say(first, { type: 'http', id: '1', method: 'GET', path: '/echo', headers: {} })
  first.close(1000, 'replaced')
  const closed = await hosts.nth(1, 'closed')
  expect(closed).toMatchObject({ dial: 1, code: 1006, reason: 'closed late' })
  expect((closed.at - registered.at) / 1e6).toBeGreaterThan(100)
  await until('the relay notices', () => first.readyState === first.CLOSED)
  expect(answers.filter((answer) => answer.includes('http:response'))).toEqual([])
  expect((await relay.tunnel(2)).readyState).toBe(first.OPEN)
  expect(hosts.of('scheduled')).toEqual([])
})
