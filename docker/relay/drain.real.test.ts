import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import type { ClientRequest } from 'node:http'
import { expect, test } from 'vitest'
import type { WebSocket } from 'ws'
import {
  closed,
  openTunnel,
  startDirectory,
  startHosts,
  startRelay,
  type TestHosts,
  type TestRelay,
  timeScale,
} from './testing/fleet.ts'
import { until } from './testing/service.ts'

const ids = ['h1', 'h2', 'h3', 'h4', 'h5']

async function steadyFleet(env: Record<string, string> = {}) {
  const directory = await startDirectory()
  const relay = await startRelay(directory.url, env)
  const hosts = await startHosts()
  await hosts.add(relay.url, ...ids)
  await hosts.nth(ids.length, 'registered')
  return { directory, relay, hosts }
}

/** From the stop signal to the exit, in scenario time. */
async function stop(relay: TestRelay, signal: NodeJS.Signals) {
  const at = Number(process.hrtime.bigint())
  relay.service.signal(signal)
  const exit = await relay.service.exited
  return { code: exit.code, signal: exit.signal, afterMs: (exit.at - at) / 1e6 / timeScale }
}

/** The relay has read the request for a tunnel. It accepts, reads and answers in turns of one loop, a turn for each at the most. */
async function hasRead(relay: TestRelay, tunnel: WebSocket): Promise<void> {
  const { _req: request } = tunnel as unknown as { readonly _req: ClientRequest }
  if (!request.writableFinished) await once(request, 'finish')
  for (let turn = 0; turn < 3; turn++) await relay.get('/health')
}

/** Bytes that were sent to a port of this machine and that its program, which may be stopped, has not read. */
function unreadBytes(port: number): number {
  const local = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  const rows = readFileSync('/proc/net/tcp', 'utf8').trim().split('\n').slice(1)
  return rows
    .map((row) => row.trim().split(/\s+/))
    .filter(([, address, , state]) => address?.endsWith(local) && state === ESTABLISHED)
    .reduce((sum, [, , , , queues = '']) => sum + Number.parseInt(queues.split(':')[1] ?? '0', 16), 0)
}

const ESTABLISHED = '01'

function firstTunnels(hosts: TestHosts, state: 'drain' | 'closed') {
  return ids.map((id) => hosts.of(state, id)[0])
}

test.each(['SIGINT', 'SIGTERM'] as const)('%s hands every host over', async (signal) => {
  const { directory, relay, hosts } = await steadyFleet()
  const pending = relay.get('/hosts/h1/slow?ms=60000')
  await hosts.nth(1, 'held')
  const asked = performance.now()
  const exit = await Promise.all([stop(relay, signal), pending]).then(([exit]) => exit)

  expect(exit).toMatchObject({ code: 0, signal: null })
  expect((await pending).status).toBe(502)
  expect(performance.now() - asked).toBeLessThan(3_000)
  expect(await directory.owners()).toEqual({})
  expect(firstTunnels(hosts, 'drain')).not.toContain(undefined)
  await hosts.nth(ids.length, 'closed')
  // A host whose redial was due before the relay closed has left on its own.
  for (const event of firstTunnels(hosts, 'closed')) expect([4001, 1006]).toContain(event?.code)
  for (const id of ids) {
    const redials = hosts.of('scheduled', id).filter(({ dial }) => dial === 2)
    expect(redials, `one reconnect of ${id} for the notice and the close together`).toHaveLength(1)
  }
})

test('pending requests fail at once, not with the end of their tunnel', async () => {
  const directory = await startDirectory()
  const relay = await startRelay(directory.url, { TIME_SCALE: '1' })
  const tunnel = await openTunnel(relay.url, 'h1')
  const messages = collect(tunnel)
  await until('the first ping', () => messages.length > 0)
  const pending = relay.get('/hosts/h1/echo')
  await until('the request arrives', () => messages.some((text) => text.includes('/echo')))
  relay.service.signal('SIGINT')
  expect((await pending).status).toBe(502)
  const answeredAt = Number(process.hrtime.bigint())
  expect((await relay.service.line('directory cleared')).at).toBeGreaterThan(answeredAt)
})

test('a tunnel that stays until the end is closed with 4001', async () => {
  const directory = await startDirectory()
  const relay = await startRelay(directory.url)
  const tunnel = await openTunnel(relay.url, 'h1')
  const messages = collect(tunnel)
  await until('the first ping', () => messages.length > 0)
  relay.service.signal('SIGINT')
  expect(await closed(tunnel)).toEqual({ code: 4001, reason: 'draining' })
  expect(messages).toContain('{"type":"drain","reason":"deploy"}')
  expect((await relay.service.exited).code).toBe(0)
})

test('a second signal changes nothing', async () => {
  const { directory, relay } = await steadyFleet()
  relay.service.signal('SIGINT')
  await relay.service.line('draining')
  relay.service.signal('SIGTERM')
  expect(await relay.service.exited).toMatchObject({ code: 0, signal: null })
  expect(relay.service.lines.filter(({ msg }) => msg === 'draining')).toHaveLength(1)
  expect(await directory.owners()).toEqual({})
})

test('drain=none dies of the signal and leaves its entries', async () => {
  const { directory, relay, hosts } = await steadyFleet({ DRAIN: 'none' })
  expect(await stop(relay, 'SIGINT')).toMatchObject({ code: null, signal: 'SIGINT' })
  expect(Object.keys(await directory.owners()).sort()).toEqual(ids)
  await hosts.nth(ids.length, 'closed')
  for (const event of firstTunnels(hosts, 'closed')) expect(event?.code).toBe(1006)
})

test('drain=sigterm-only dies of SIGINT and drains on SIGTERM', async () => {
  const first = await steadyFleet({ DRAIN: 'sigterm-only' })
  expect(await stop(first.relay, 'SIGINT')).toMatchObject({ code: null, signal: 'SIGINT' })
  const again = await startRelay(first.directory.url, { DRAIN: 'sigterm-only' })
  expect(await stop(again, 'SIGTERM')).toMatchObject({ code: 0, signal: null })
})

test.each([
  ['close-1001', 1001],
  ['close-only', 4001],
])('drain=%s closes with %i and sends no notice', async (form, code) => {
  const { directory, relay, hosts } = await steadyFleet({ DRAIN: form })
  expect(await stop(relay, 'SIGINT')).toMatchObject({ code: 0 })
  await hosts.nth(ids.length, 'closed')
  expect(firstTunnels(hosts, 'closed').map((event) => event?.code)).toEqual(ids.map(() => code))
  expect(hosts.of('drain')).toEqual([])
  expect(await directory.owners()).toEqual({})
})

test('drain=forgets-directory exits 0 and leaves the entries of hosts that stayed', async () => {
  const directory = await startDirectory()
  const relay = await startRelay(directory.url, { DRAIN: 'forgets-directory' })
  const tunnel = await openTunnel(relay.url, 'h1')
  await until('registered', async () => (await directory.ownerOf('h1')) !== null)
  const end = closed(tunnel)
  expect(await stop(relay, 'SIGINT')).toMatchObject({ code: 0 })
  expect((await end).code).toBe(4001)
  expect(await directory.owners()).toEqual({ h1: 'ams:relay-1' })
})

test('a tunnel whose authorisation began before the drain is refused with 4001', async () => {
  const directory = await startDirectory()
  const relay = await startRelay(directory.url, { AUTH_DELAY_MS: '1000', TIME_SCALE: '1' })
  const tunnel = await openTunnel(relay.url, 'h1')
  const end = closed(tunnel)
  await hasRead(relay, tunnel)
  relay.service.signal('SIGINT')
  expect(await end).toEqual({ code: 4001, reason: 'draining' })
  expect((await relay.service.exited).code).toBe(0)
  expect(await directory.owners()).toEqual({})
})

test('a tunnel whose directory write is under way when the drain begins never serves', async () => {
  const directory = await startDirectory()
  const relay = await startRelay(directory.url, { TIME_SCALE: '1' })
  directory.server.signal('SIGSTOP')
  const tunnel = await openTunnel(relay.url, 'h1')
  const messages = collect(tunnel)
  const end = closed(tunnel)
  await new Promise((resolve) => tunnel.once('open', resolve))
  relay.service.signal('SIGINT')
  await relay.service.line('draining')
  directory.server.signal('SIGCONT')
  expect((await end).code).toBe(4001)
  expect(messages).toEqual([])
  expect((await relay.service.exited).code).toBe(0)
  expect(await directory.owners()).toEqual({})
})

test.skipIf(process.platform !== 'linux')(
  'a pong that arrives while the directory is being cleared restores nothing',
  async () => {
    const directory = await startDirectory()
    const relay = await startRelay(directory.url, { TIME_SCALE: '1' })
    const tunnel = await openTunnel(relay.url, 'h1')
    await new Promise((resolve) => tunnel.once('message', resolve))
    tunnel.send('{"type":"pong"}')
    relay.service.signal('SIGINT')
    await relay.service.line('draining')
    directory.server.signal('SIGSTOP')
    await until('the clear sent', () => unreadBytes(Number(new URL(directory.url).port)) > 0)
    tunnel.send('{"type":"pong"}')
    // It answers a ping when it has taken what came before.
    const answered = once(tunnel, 'pong')
    tunnel.ping()
    await answered
    directory.server.signal('SIGCONT')
    expect((await relay.service.exited).code).toBe(0)
    expect(await directory.owners()).toEqual({})
  },
)

test('drain=accepts-while-draining lets a tunnel in and leaves its entry', async () => {
  const directory = await startDirectory()
  const relay = await startRelay(directory.url, { DRAIN: 'accepts-while-draining', TIME_SCALE: '1' })
  // One host that does not answer the close holds the drain in its tail.
  const stuck = await openTunnel(relay.url, 'stuck')
  await new Promise((resolve) => stuck.once('message', resolve))
  stuck.pause()
  relay.service.signal('SIGINT')
  await relay.service.line('directory cleared')
  const late = await openTunnel(relay.url, 'late')
  await new Promise((resolve) => late.once('message', resolve))
  expect((await relay.service.exited).code).toBe(0)
  expect(await directory.owners()).toEqual({ late: 'ams:relay-1' })
})

test('a relay that drains accepts no connection', async () => {
  const { relay } = await steadyFleet({ TIME_SCALE: '1' })
  relay.service.signal('SIGINT')
  await relay.service.line('draining')
  await expect(relay.get('/health')).rejects.toThrow()
  await relay.service.exited
})

test.each([
  ['hangs', (directory: Directory) => directory.server.signal('SIGSTOP'), 'no answer before the deadline'],
  ['is gone', (directory: Directory) => directory.server.signal('SIGKILL'), 'not connected'],
  ['answers errors', (directory: Directory) => directory.corrupt(), 'WRONGTYPE'],
])(
  'a drain while the directory %s closes the tunnels and exits non-zero within 3 s',
  async (_, fail, reason) => {
    const { directory, relay, hosts } = await steadyFleet()
    await fail(directory)
    const exit = await stop(relay, 'SIGINT')
    expect(exit).toMatchObject({ code: 1, signal: null })
    expect(exit.afterMs).toBeLessThan(3_000)
    const failed = await relay.service.line('drain failed')
    expect(String(failed.reason)).toContain(reason)
    await hosts.nth(ids.length, 'closed')
  },
)

type Directory = Awaited<ReturnType<typeof startDirectory>>

test('directory-deadline=none never exits while the directory hangs', async () => {
  const { directory, relay } = await steadyFleet({ DIRECTORY_DEADLINE: 'none' })
  directory.server.signal('SIGSTOP')
  relay.service.signal('SIGINT')
  const waited = new Promise((resolve) => setTimeout(() => resolve('still there'), 10_000 * timeScale))
  expect(await Promise.race([relay.service.exited, waited])).toBe('still there')
  directory.server.signal('SIGCONT')
  expect((await relay.service.exited).code).toBe(0)
})

function collect(socket: WebSocket): string[] {
  const messages: string[] = []
  socket.on('message', (data) => messages.push(String(data)))
  return messages
}
