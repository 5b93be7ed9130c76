import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { relayConstants } from '../relay/constants.ts'
import { startHosts, type TestHosts } from '../relay/testing/fleet.ts'
import { freePort, until } from '../relay/testing/service.ts'
import { quietRelay, ScriptedRelay, say } from './testing.ts'

const scale = 0.1
const baseMs = relayConstants.backoffBaseMs * scale
const ceilingMs = relayConstants.backoffCeilingMs * scale

function ms(from: { at: number }, to: { at: number }): number {
  return (to.at - from.at) / 1e6
}

function attempts(hosts: TestHosts): (number | undefined)[] {
  return hosts.of('scheduled').map(({ attempt }) => attempt)
}

test('a drain notice schedules the reconnect at the base delay; the 4001 after it schedules no other', async () => {
  const relay = await quietRelay()
  const hosts = await startHosts({ TIME_SCALE: '1' })
  await hosts.add(relay.url, 'h1')
  const tunnel = await relay.tunnel(1)
  await hosts.nth(1, 'registered')
  say(tunnel, { type: 'drain', reason: 'deploy' })
  const drain = await hosts.nth(1, 'drain')
  const scheduled = await hosts.nth(1, 'scheduled')
  expect(scheduled).toMatchObject({ attempt: 0, dial: 2 })
  expect(scheduled.delayMs).toBeGreaterThanOrEqual(0.5 * relayConstants.backoffBaseMs)
  expect(scheduled.delayMs).toBeLessThan(relayConstants.backoffBaseMs)
  tunnel.close(4001)
  expect(await hosts.nth(1, 'closed')).toMatchObject({ code: 4001, dial: 1 })

  const redial = await hosts.nth(2, 'attempt')
  expect(ms(drain, redial)).toBeGreaterThanOrEqual(Math.floor(scheduled.delayMs ?? 0) - 1)
  await hosts.nth(2, 'registered')
  expect(hosts.of('scheduled')).toHaveLength(1)
  expect(hosts.of('attempt')).toHaveLength(2)
})

test('a host that got the notice abandons the old tunnel when the redial is due', async () => {
  const relay = await quietRelay()
  const hosts = await startHosts()
  await hosts.add(relay.url, 'h1')
  const old = await relay.tunnel(1)
  await hosts.nth(1, 'registered')
  say(old, { type: 'drain' })
  old.pause()
  const left = await hosts.nth(1, 'closed')
  expect(left).toMatchObject({ dial: 1, code: 1006, reason: 'abandoned for a new tunnel' })
  expect((await hosts.nth(2, 'attempt')).at).toBeGreaterThanOrEqual(left.at)
})

test('close=waits-for-reply dials only after the stuck-socket grace', async () => {
  const relay = await quietRelay()
  const hosts = await startHosts({ CLOSE: 'waits-for-reply', TIME_SCALE: '0.03' })
  await hosts.add(relay.url, 'h1')
  const old = await relay.tunnel(1)
  await hosts.nth(1, 'registered')
  old.pause() // Reads no close frame, so it answers none.
  say(old, { type: 'drain' })
  const drain = await hosts.nth(1, 'drain')
  const redial = await hosts.nth(2, 'attempt')
  expect(ms(drain, redial)).toBeGreaterThanOrEqual(relayConstants.stuckSocketGraceMs * 0.03 - 5)
  expect(attempts(hosts)).toEqual([0])
})

test.each([
  ['stable', [0, 1, 2, 3]],
  ['on-open', [0, 0, 0, 0]],
])('backoff-reset=%s: tunnels that end with 1001 at once are counted %j', async (form, expected) => {
  const relay = await new ScriptedRelay((tunnel) => {
    say(tunnel, { type: 'ping' })
    tunnel.close(1001)
  }).listen()
  const hosts = await startHosts({ BACKOFF_RESET: form })
  await hosts.add(relay.url, 'h1')
  await hosts.nth(4, 'scheduled')
  expect(attempts(hosts).slice(0, 4)).toEqual(expected)
})

test('a tunnel that stayed up as long as the ceiling resets the counter', async () => {
  const relay = await new ScriptedRelay((tunnel) => {
    say(tunnel, { type: 'ping' })
    // The third tunnel proves stable.
    if (relay.tunnels.length === 3) setTimeout(() => tunnel.close(1001), ceilingMs + 100)
    else tunnel.close(1001)
  }).listen()
  const hosts = await startHosts()
  await hosts.add(relay.url, 'h1')
  await hosts.nth(4, 'scheduled')
  expect(attempts(hosts).slice(0, 4)).toEqual([0, 1, 0, 1])
})

test('a tunnel on which the relay never spoke proves nothing, however long it stays', async () => {
  const relay = await new ScriptedRelay((tunnel) => {
    setTimeout(() => tunnel.close(1011), relay.tunnels.length === 2 ? ceilingMs + 100 : 0)
  }).listen()
  const hosts = await startHosts()
  await hosts.add(relay.url, 'h1')
  await hosts.nth(3, 'scheduled')
  expect(attempts(hosts).slice(0, 3)).toEqual([0, 1, 2])
  expect(hosts.of('registered')).toEqual([])
})

test('close 4001 without a notice resets the counter', async () => {
  const relay = await new ScriptedRelay((tunnel) =>
    tunnel.close(relay.tunnels.length === 3 ? 4001 : 1001),
  ).listen()
  const hosts = await startHosts()
  await hosts.add(relay.url, 'h1')
  await hosts.nth(4, 'scheduled')
  expect(attempts(hosts).slice(0, 4)).toEqual([0, 1, 0, 1])
})

test('reset-on-1001 takes 1001 for a drain', async () => {
  const relay = await new ScriptedRelay((tunnel) => tunnel.close(1001)).listen()
  const hosts = await startHosts({ RESET_ON_1001: 'on' })
  await hosts.add(relay.url, 'h1')
  await hosts.nth(3, 'scheduled')
  expect(attempts(hosts).slice(0, 3)).toEqual([0, 0, 0])
})

test.each([
  ['ceiling', 0.5 * ceilingMs, ceilingMs],
  ['reconnects', 0.5 * baseMs, baseMs],
])('replaced=%s waits between %i and %i ms', async (form, least, most) => {
  const relay = await new ScriptedRelay((tunnel) => {
    say(tunnel, { type: 'ping' })
    tunnel.close(1000, 'replaced')
  }).listen()
  const hosts = await startHosts({ REPLACED: form })
  await hosts.add(relay.url, 'h1')
  await hosts.nth(3, 'scheduled')
  for (const { delayMs } of hosts.of('scheduled').slice(0, 3)) {
    expect(delayMs).toBeGreaterThanOrEqual(least)
    expect(delayMs).toBeLessThan(most)
  }
  await hosts.service.line('replaced by another tunnel of the same host id', { host: 'h1' })
})

test.each([
  ['abandons', 1006],
  ['waits-for-reply', 1006],
])('close=%s: a silent tunnel is noticed by the watchdog', async (form, code) => {
  const relay = await quietRelay()
  const hosts = await startHosts({ TIME_SCALE: '0.01', CLOSE: form })
  await hosts.add(relay.url, 'h1')
  const registered = await hosts.nth(1, 'registered')
  relay.tunnels[0]?.pause()
  const watchdog = await hosts.nth(1, 'watchdog')
  expect(ms(registered, watchdog)).toBeGreaterThanOrEqual(0.01 * relayConstants.watchdogMs - 5)
  const left = await hosts.nth(1, 'closed')
  expect(left.code).toBe(code)
  const grace = form === 'abandons' ? 0 : relayConstants.stuckSocketGraceMs * 0.01 - 5
  expect(ms(watchdog, left)).toBeGreaterThanOrEqual(grace)
  await hosts.nth(2, 'registered')
})

test('watchdog=none never leaves a silent tunnel', async () => {
  const relay = await quietRelay()
  const hosts = await startHosts({ TIME_SCALE: '0.01', WATCHDOG: 'none' })
  await hosts.add(relay.url, 'h1')
  await hosts.nth(1, 'registered')
  await new Promise((resolve) => setTimeout(resolve, 0.01 * 2 * relayConstants.watchdogMs))
  expect(hosts.of('watchdog')).toEqual([])
  expect(hosts.of('attempt')).toHaveLength(1)
})

test('a reset is told from an orderly end', async () => {
  const relay = await quietRelay()
  const hosts = await startHosts()
  await hosts.add(relay.url, 'h1')
  await hosts.nth(1, 'registered')
  relay.sockets[0]?.resetAndDestroy()
  expect(await hosts.nth(1, 'closed')).toMatchObject({ code: 1006, error: 'ECONNRESET' })
  await hosts.nth(2, 'registered')
  relay.sockets[1]?.end()
  expect(await hosts.nth(2, 'closed')).not.toHaveProperty('error')
})

test('a dial that fails says why', async () => {
  const refusing = createServer().on('upgrade', (_request, socket) => {
    socket.end('HTTP/1.1 401 Unauthorized\r\nconnection: close\r\ncontent-length: 0\r\n\r\n')
  })
  await new Promise<void>((resolve) => refusing.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void refusing.close())
  const hosts = await startHosts()
  await hosts.add(`ws://127.0.0.1:${(refusing.address() as AddressInfo).port}`, 'unauthorised')
  expect(await hosts.nth(1, 'failed', 'unauthorised')).toMatchObject({ error: 'HTTP 401', dial: 1 })
  await hosts.add(`ws://127.0.0.1:${await freePort()}`, 'refused')
  expect(await hosts.nth(1, 'failed', 'refused')).toMatchObject({ error: 'ECONNREFUSED' })
})

test('a dial on which nothing happens ends after the connect timeout', async () => {
  const silent = createServer().on('upgrade', () => {})
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void silent.closeAllConnections())
  const hosts = await startHosts({ TIME_SCALE: '0.01' })
  await hosts.add(`ws://127.0.0.1:${(silent.address() as AddressInfo).port}`, 'h1')
  expect(await hosts.nth(1, 'failed')).toMatchObject({ error: 'ETIMEDOUT' })
  await hosts.nth(2, 'attempt')
})

test('the order of events of one dial is that of what happened', async () => {
  const relay = await quietRelay()
  const hosts = await startHosts()
  await hosts.add(relay.url, 'h1')
  await hosts.nth(1, 'registered')
  say(await relay.tunnel(1), { type: 'http', id: '1', method: 'GET', path: '/echo', headers: {} })
  await hosts.nth(1, 'answered')
  // On a busy machine it says, besides, for how long it was not run: that has no state.
  const events = hosts.events.filter(({ state }) => state !== undefined)
  const states = events.map(({ state }) => state)
  expect(states).toEqual(['attempt', 'tcp', 'upgraded', 'registered', 'answered'])
  const times = events.map(({ at }) => at)
  expect(times).toEqual(times.toSorted((a, b) => a - b))
  expect(new Set(events.map(({ dial }) => dial))).toEqual(new Set([1]))
})

test('the same seed gives the same delays, another seed others; without jitter all are full', async () => {
  const nowhere = `ws://127.0.0.1:${await freePort()}`
  const delays = async (env: Record<string, string>): Promise<unknown[]> => {
    const hosts = await startHosts({ TIME_SCALE: '0.01', ...env })
    await hosts.add(nowhere, 'h1')
    await hosts.nth(4, 'scheduled')
    return hosts
      .of('scheduled')
      .slice(0, 4)
      .map(({ delayMs }) => delayMs)
  }
  const first = await delays({ HOST_SEED: '7' })
  expect(await delays({ HOST_SEED: '7' })).toEqual(first)
  expect(await delays({ HOST_SEED: '8' })).not.toEqual(first)
  expect(await delays({ HOST_JITTER: 'none' })).toEqual([10, 20, 40, 50])
  expect(await delays({ HOST_JITTER: 'none', BACKOFF_CEILING_MS: '30000' })).toEqual([10, 20, 40, 80])
})

test('removed hosts close and never come back', async () => {
  const relay = await quietRelay()
  const hosts = await startHosts()
  await hosts.add(relay.url, 'h1', 'h2')
  await hosts.nth(2, 'registered')
  hosts.send({ type: 'remove', ids: ['h1'] })
  await hosts.nth(1, 'closed', 'h1')
  await until('the relay notices', () => relay.tunnels.some((tunnel) => tunnel.readyState === tunnel.CLOSED))
  expect(hosts.of('scheduled')).toEqual([])
  hosts.service.signal('SIGTERM')
  expect(await hosts.service.exited).toMatchObject({ code: 0, signal: null })
})
