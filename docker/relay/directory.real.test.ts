import { expect, test } from 'vitest'
import type { WebSocket } from 'ws'
import {
  closed,
  openTunnel,
  startDirectory,
  startHosts,
  startRelay,
  type TestDirectory,
  type TestRelay,
} from './testing/fleet.ts'
import { freePort, Service, until } from './testing/service.ts'
import { directoryKeys } from './wire.ts'

const mine = 'ams:relay-1'

async function registered(relay: TestRelay, hostId: string): Promise<WebSocket> {
  const tunnel = await openTunnel(relay.url, hostId)
  await new Promise((resolve) => tunnel.once('message', resolve))
  return tunnel
}

/** Waits until every call that the relay made so far has been carried out: calls on one connection keep their order. */
async function settled(relay: TestRelay): Promise<void> {
  await (await relay.get('/hosts/any/_whoowns')).text()
}

async function directoryWithEntries(): Promise<TestDirectory> {
  const directory = await startDirectory()
  for (const id of ['a', 'b', 'c']) await directory.plant(id, mine)
  await directory.plant('other', 'ams:relay-10')
  return directory
}

test.each(['lua', 'serial'])(
  'start-up cleanup (%s) removes the entries of this machine and no other',
  async (form) => {
    const directory = await directoryWithEntries()
    const relay = await startRelay(directory.url, { CLEANUP: form })
    expect(await directory.owners()).toEqual({ other: 'ams:relay-10' })
    expect(await directory.client.hkeys(directoryKeys.meta)).toEqual(['other'])
    expect(await directory.client.zcard(directoryKeys.ttl)).toBe(1)
    expect(relay.service.lines.find(({ msg }) => msg === 'start-up cleanup')).toMatchObject({ entries: 3 })
  },
)

test('cleanup=none leaves them', async () => {
  const directory = await directoryWithEntries()
  await startRelay(directory.url, { CLEANUP: 'none' })
  expect(Object.keys(await directory.owners()).sort()).toEqual(['a', 'b', 'c', 'other'])
})

test.each([
  ['lua', 1],
  ['serial', 4],
])('cleanup=%s takes %i round trips for 3 entries', async (form, trips) => {
  const directory = await directoryWithEntries()
  const commands = await directory.watch()
  await startRelay(directory.url, { CLEANUP: form })
  await directory.client.echo('end of the start')
  await until('all commands seen', () => commands.some(([name]) => name === 'echo'))
  expect(commands.filter(([name]) => name !== 'echo')).toHaveLength(trips)
})

test('a relay without Redis starts, and cleans up once Redis is there', async () => {
  const port = await freePort()
  const relay = await startRelay(`redis://127.0.0.1:${port}`)
  await relay.service.line('start-up cleanup failed')
  expect((await relay.get('/health')).status).toBe(200)
  const refused = await openTunnel(relay.url, 'h1')
  expect((await closed(refused)).code).toBe(1011)

  new Service('redis-server', ['redis-server', '--port', String(port), '--bind', '127.0.0.1', '--save', ''])
  await relay.service.line('start-up cleanup')
  const tunnel = await registered(relay, 'h1')
  tunnel.terminate()
})

test.each([
  ['lua', mine],
  ['each-connection', null],
])(
  'cleanup=%s leaves of the entry of a live tunnel, when the connection has broken, %s',
  async (form, owner) => {
    const directory = await startDirectory()
    const relay = await startRelay(directory.url, { CLEANUP: form })
    await registered(relay, 'h1')
    await directory.client.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes')
    const connections = () => relay.service.lines.filter(({ msg }) => msg === 'directory connected').length
    await until('the relay is connected again', () => connections() === 2)
    await settled(relay)
    expect(await directory.ownerOf('h1')).toBe(owner)
  },
)

test.each([
  ['direct', 1],
  ['looks-again', 5],
])('forward=%s looks for a host that no relay has %i times', async (form, looks) => {
  const directory = await startDirectory()
  // A second: at this scale it would be 10 ms, and the first look that is later ends them all.
  const patient = { DIRECTORY_DEADLINE_MS: '100000' }
  const relay = await startRelay(directory.url, { FORWARD: form, TIME_SCALE: '0.01', ...patient })
  const commands = await directory.watch()
  expect((await relay.get('/hosts/h1/')).status).toBe(503)
  await directory.client.echo('end')
  await until('all commands seen', () => commands.some(([name]) => name === 'echo'))
  expect(commands.filter(([name]) => name === 'hget')).toHaveLength(looks)
})

test('last write wins, and the late close of the old tunnel leaves the new one alone', async () => {
  const directory = await startDirectory()
  const relay = await startRelay(directory.url)
  const old = await registered(relay, 'h1')
  const end = closed(old)
  await registered(relay, 'h1')
  expect(await end).toEqual({ code: 1000, reason: 'replaced' })
  await relay.service.line('tunnel closed', { code: 1000 })
  await settled(relay)
  expect(await directory.ownerOf('h1')).toBe(mine)
  expect(await (await relay.get('/hosts/h1/_whoowns')).json()).toMatchObject({ tunnelHere: true })
})

test('unregister=unconditional deletes the entry of the new tunnel', async () => {
  const directory = await startDirectory()
  const relay = await startRelay(directory.url, { UNREGISTER: 'unconditional' })
  await registered(relay, 'h1')
  await registered(relay, 'h1')
  await relay.service.line('tunnel closed', { code: 1000 })
  await settled(relay)
  expect(await directory.ownerOf('h1')).toBeNull()
})

test('a tunnel on another relay takes the host over', async () => {
  const directory = await startDirectory()
  const first = await startRelay(directory.url)
  const second = await startRelay(directory.url, { MACHINE_ID: 'relay-2' })
  const old = await registered(first, 'h1')
  await registered(second, 'h1')
  old.terminate()
  await first.service.line('tunnel closed')
  await settled(first)
  expect(await directory.ownerOf('h1')).toBe('ams:relay-2')
})

test.each([
  ['restores', 'restored', mine],
  ['never-restores', 'missing', null],
])('heartbeat=%s: the missing entry of a live tunnel is %s', async (form, entry, owner) => {
  const directory = await startDirectory()
  const relay = await startRelay(directory.url, { HEARTBEAT: form })
  const hosts = await startHosts()
  await hosts.add(relay.url, 'h1')
  await hosts.nth(1, 'registered')
  await settled(relay)
  await directory.client.flushall()
  await relay.service.line('heartbeat', { entry })
  expect(await directory.ownerOf('h1')).toBe(owner)
})

test('a heartbeat never takes a host back from another relay', async () => {
  const directory = await startDirectory()
  const relay = await startRelay(directory.url)
  const hosts = await startHosts()
  await hosts.add(relay.url, 'h1')
  await hosts.nth(1, 'registered')
  await settled(relay)
  await directory.plant('h1', 'iad:relay-9')
  await relay.service.line('heartbeat', { entry: 'other' })
  expect(await directory.ownerOf('h1')).toBe('iad:relay-9')
})

test.each([
  ['by-registration', mine],
  ['by-owner', null],
])('rollback=%s of a socket that died during its write leaves %s', async (form, owner) => {
  const directory = await startDirectory()
  const relay = await startRelay(directory.url, { ROLLBACK: form, TIME_SCALE: '1' })
  directory.server.signal('SIGSTOP')
  const dying = await openTunnel(relay.url, 'h1')
  await new Promise((resolve) => dying.once('open', resolve))
  dying.terminate()
  await relay.service.line('tunnel closed')
  const living = await openTunnel(relay.url, 'h1')
  await new Promise((resolve) => living.once('open', resolve))
  directory.server.signal('SIGCONT')
  await relay.service.line('tunnel refused')
  await relay.service.line('tunnel registered')
  await settled(relay)
  expect(await directory.ownerOf('h1')).toBe(owner)
})

test('a directory that answers errors refuses new tunnels with 1011 and keeps old ones', async () => {
  const directory = await startDirectory()
  const relay = await startRelay(directory.url)
  const hosts = await startHosts()
  await hosts.add(relay.url, 'old')
  await hosts.nth(1, 'registered')
  await directory.corrupt()
  expect(await closed(await openTunnel(relay.url, 'new'))).toEqual({
    code: 1011,
    reason: 'directory write failed',
  })
  expect(relay.service.lines.filter(({ msg }) => msg === 'registration failed')).toHaveLength(3)
  expect((await relay.get('/hosts/old/echo')).status).toBe(200)
})

test('the sweep removes expired entries of relays that never came back', async () => {
  const directory = await startDirectory()
  await directory.plant('stale', 'iad:relay-9', -1)
  await directory.plant('fresh', 'iad:relay-9')
  const relay = await startRelay(directory.url)
  await relay.service.line('swept')
  expect(Object.keys(await directory.owners())).toEqual(['fresh'])
})

test('sweep=none leaves them', async () => {
  const directory = await startDirectory()
  await directory.plant('stale', 'iad:relay-9', -1)
  const [without, beside] = [
    await startRelay(directory.url, { SWEEP: 'none' }),
    await startRelay(directory.url, { SWEEP: 'none', MACHINE_ID: 'relay-2' }),
  ]
  // One whole interval and a bit: the sweep of the fixed form would have come.
  await new Promise((resolve) => setTimeout(resolve, 3_300))
  expect(Object.keys(await directory.owners())).toEqual(['stale'])
  expect([without, beside].flatMap(({ service }) => service.lines.map(({ msg }) => msg))).not.toContain(
    'swept',
  )
})

test('an unknown option ends the relay with one line and exit code 64', async () => {
  const relay = new Service('relay', [process.execPath, new URL('./main.ts', import.meta.url).pathname], {
    PORT: '0',
    REDIS_URL: 'redis://127.0.0.1:1',
    REGION: 'ams',
    MACHINE_ID: 'm',
    TOKEN_SECRET: 's',
    DRAIN: 'slow',
  })
  expect((await relay.exited).code).toBe(64)
  expect(relay.stderr).toMatch(/^DRAIN="slow" is unknown: use one of full, none, .*\n$/)
  await until('no more output', () => relay.lines.length === 0)
})
