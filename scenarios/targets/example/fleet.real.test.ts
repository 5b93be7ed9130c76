import { SignJWT } from 'jose'
import { expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { freePort } from '../../../docker/relay/testing/service.ts'
import { constants } from './relay/constants.ts'
import { type Program, type Relay, startHost, startRelay, startSurroundings, until } from './testing.ts'

const names = ['h1', 'h2', 'h3']

async function steadyFleet() {
  const around = await startSurroundings()
  const port = await freePort()
  const start = (machine = 'm1', at = port) =>
    startRelay(around, { LISTEN: `127.0.0.1:${at}`, MACHINE: machine })
  const relay = await start()
  const hosts = await Promise.all(names.map((name) => startHost(around, port, name)))
  await everyHost(hosts, /welcomed by m1\/fra/)
  return { around, relay, hosts, start, owners: () => around.redis.hgetall('edge:tunnels') }
}

function everyHost(hosts: readonly Program[], pattern: RegExp, nth = 1) {
  return Promise.all(hosts.map((host) => host.line(pattern, nth)))
}

/** Statuses of one ping to each host. */
async function pings(relay: Relay) {
  return Promise.all(names.map(async (name) => (await relay.get(`/v1/hosts/${name}/ping`)).status))
}

const allOwned = { h1: 'm1/fra', h2: 'm1/fra', h3: 'm1/fra' }

test('a ping goes through the tunnel of its host', async () => {
  const { relay, owners, hosts } = await steadyFleet()
  expect(await relay.get('/v1/hosts/h2/ping')).toEqual({ status: 200, replay: null, body: { pong: 'h2' } })
  expect(await relay.get('/v1/hosts/h9/ping')).toMatchObject({ status: 503, body: { error: 'host_offline' } })
  expect(await relay.get('/v1/health')).toMatchObject({ status: 200, body: { machine: 'm1', region: 'fra' } })
  expect(await owners()).toEqual(allOwned)
  expect(hosts[1]!.all(/h2: answered its first request \(dial 1\)/)).toHaveLength(1)
  expect(hosts[0]!.all(/answered/)).toEqual([])
})

test.each(['SIGINT', 'SIGTERM'] as const)('%s hands every host over and leaves nothing', async (signal) => {
  const { relay, hosts, start, owners } = await steadyFleet()
  const held = relay.get('/v1/hosts/h1/wait?ms=20000')
  await hosts[0]!.line(/is asked for \/wait/)
  relay.program.service.signal(signal)
  expect(await held).toMatchObject({ status: 502, body: { error: 'relay_leaving' } })
  expect(await relay.program.service.exited).toMatchObject({ code: 0, signal: null })
  expect(await owners()).toEqual({})
  await everyHost(hosts, /relay is leaving: deploy \(dial 1\)/)
  for (const host of hosts) {
    const first = await host.line(/next dial in (\d+) ms \(dial 2, after 0 failures\)/)
    expect(Number(first[1])).toBeLessThanOrEqual(100)
  }
  const back = await start()
  await everyHost(hosts, /welcomed by m1\/fra/, 2)
  expect(await pings(back)).toEqual([200, 200, 200])
  expect(await owners()).toEqual(allOwned)
})

test('a killed relay that comes back clears its entries before it listens, and its hosts return', async () => {
  const { relay, hosts, start, owners } = await steadyFleet()
  relay.program.service.signal('SIGKILL')
  await relay.program.service.exited
  expect(await owners()).toEqual(allOwned)
  await everyHost(hosts, /tunnel ended with code 1006/)
  const back = await start()
  const [, cleaned] = await back.program.line(/event=startup_cleanup entries=(\d)/)
  expect(cleaned).toBe('3')
  await everyHost(hosts, /welcomed/, 2)
  expect(await owners()).toEqual(allOwned)
})

test('entries that vanish are written again, those of a dead relay are swept', async () => {
  const { around, relay, owners } = await steadyFleet()
  await around.redis.flushall()
  await around.redis.hset('edge:tunnels', 'gone', 'm9/ams', 'odd', 'm9/ams')
  await around.redis.hset('edge:leases', 'gone', 'planted 1000')
  await until(
    'every entry is back',
    async () => Object.keys(await owners()).length >= 3 && 'h3' in (await owners()),
  )
  await until(
    'those of a dead relay are gone',
    async () => !('gone' in (await owners()) || 'odd' in (await owners())),
  )
  await until('restored', async () => Object.keys(await owners()).length === 3)
  expect(await owners()).toEqual(allOwned)
  // Its lines may come later than what it wrote to the directory.
  await until('told', async () => relay.program.all(/event=entry_restored host=h\d/).length >= 3)
  expect(relay.program.all(/event=entry_restored host=h\d/)).toHaveLength(3)
})

test('live entries stay: they outlast the expiry that they were written with', async () => {
  const { owners, relay } = await steadyFleet()
  await new Promise((resolve) => setTimeout(resolve, constants.ttlMs + constants.sweepMs + 500))
  expect(await owners()).toEqual(allOwned)
  expect(relay.program.all(/swept|restored|tunnel_down/)).toEqual([])
})

test('a relay without the host sends the client to the one that has it', async () => {
  const { start } = await steadyFleet()
  const other = await start('m2', await freePort())
  expect(await other.get('/v1/hosts/h1/ping')).toEqual({
    status: 200,
    replay: 'instance=m1',
    body: undefined,
  })
})

test('a directory that answers errors: 1011, growing delays, back when it works', async () => {
  const { around, relay, hosts, owners } = await steadyFleet()
  await around.redis.set('edge:leases', 'of another type')
  for (const name of names) await around.redis.hdel('edge:tunnels', name)
  relay.program.service.signal('SIGKILL')
  await relay.program.service.exited
  const again = await startRelay(around, { LISTEN: `127.0.0.1:${relay.port}` })
  await again.program.line(/event=startup_cleanup/)
  await everyHost(hosts, /tunnel ended with code 1011 "directory write failed"/, 3)
  for (const host of hosts) expect(host.all(/after 2 failures/).length).toBeGreaterThan(0)
  await around.redis.del('edge:leases')
  await everyHost(hosts, /welcomed/, 2)
  await until('the directory is true', async () => Object.keys(await owners()).length === 3)
  expect(await pings(again)).toEqual([200, 200, 200])
})

test('without Redis: tunnels serve, a relay starts, a drain says what it left', async () => {
  const { around, relay, start } = await steadyFleet()
  around.redisServer.signal('SIGKILL')
  await around.redisServer.exited
  expect(await pings(relay)).toEqual([200, 200, 200])
  expect(await relay.get('/v1/hosts/h9/ping')).toMatchObject({ status: 503 })
  const other = await start('m2', await freePort())
  await other.program.line(/event=startup_cleanup_failed reason=".*Redis cannot be reached/)
  relay.program.service.signal('SIGTERM')
  expect(await relay.program.service.exited).toMatchObject({ code: 3 })
  await relay.program.line(/event=drain_not_cleared reason=/)
})

test('a second host of the same name takes over; the first waits and takes nothing from it', async () => {
  const { around, relay, hosts, owners } = await steadyFleet()
  const twin = await startHost(around, relay.port, 'h1')
  await twin.line(/welcomed/)
  const [ended] = await hosts[0]!.line(/tunnel ended with code 4109/)
  expect(ended).toBeTruthy()
  const wait = Number((await hosts[0]!.line(/next dial in (\d+) ms \(dial 2/))[1])
  expect(wait).toBeGreaterThanOrEqual(500)
  expect((await owners()).h1).toBe('m1/fra')
  expect((await relay.get('/v1/hosts/h1/ping')).status).toBe(200)
})

test('a host that has moved to another relay keeps its entry when its old tunnel closes late', async () => {
  const { around, relay, hosts, start, owners } = await steadyFleet()
  const other = await start('m2', await freePort())
  await (await startHost(around, other.port, 'h1')).line(/welcomed by m2/)
  hosts[0]!.service.signal('SIGTERM')
  await relay.program.line(/event=tunnel_down host=h1/)
  await new Promise((resolve) => setTimeout(resolve, 2 * constants.pingMs))
  expect(await owners()).toEqual({ ...allOwned, h1: 'm2/fra' })
  // An entry that was taken away is back after a ping; that it was away shows here.
  expect(other.program.all(/entry_restored/)).toEqual([])
})

test('a host whose relay falls silent leaves it and dials again', async () => {
  const { relay, hosts } = await steadyFleet()
  relay.program.service.signal('SIGSTOP')
  const lines = await everyHost(hosts, /silent for (\d+) ms, giving the tunnel up \(dial 1\)/)
  for (const [, silentMs] of lines) expect(Number(silentMs)).toBeGreaterThanOrEqual(3_000)
  relay.program.service.signal('SIGCONT')
  await everyHost(hosts, /welcomed/, 2)
})

test('a host that answers no ping is closed', async () => {
  const { around, relay } = await steadyFleet()
  const socket = new WebSocket(`ws://127.0.0.1:${relay.port}/v1/tunnel`, {
    headers: { authorization: `Bearer ${await around.token('mute', 'host')}` },
    autoPong: false,
  })
  const [code] = await new Promise<[number]>((resolve) => socket.once('close', (code) => resolve([code])))
  expect(code).toBe(1001)
  await until('its entry is gone', async () => (await around.redis.hget('edge:tunnels', 'mute')) === null)
})

test('tokens: only those of the issuer, for this relay, in time, with the right scope', async () => {
  const { around, relay } = await steadyFleet()
  const status = async (token: string) => {
    const headers = { authorization: `Bearer ${token}` }
    return (await fetch(`http://127.0.0.1:${relay.port}/v1/hosts/h1/ping`, { headers })).status
  }
  expect(await status(await around.token('anybody', 'client'))).toBe(200)
  expect(await status(await around.token('h1', 'host'))).toBe(403)
  expect(await status(await around.token('anybody', 'client', { audience: 'another' }))).toBe(401)
  expect(await status(await around.token('anybody', 'client', { issuer: 'https://other' }))).toBe(401)
  expect(await status(await around.token('anybody', 'client', { expiresIn: -60 }))).toBe(401)
  const forged = await new SignJWT({ scope: 'client' })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject('anybody')
    .setIssuer('https://issuer.example')
    .setAudience('example-relay')
    .setExpirationTime('1h')
    .sign(new TextEncoder().encode('a secret of sixteen bytes and more'))
  expect(await status(forged)).toBe(401)
  const bad = await startHostWith(around, relay.port, await around.token('h1', 'client'))
  await bad.line(/dial 1 failed: HTTP 401/)
})

async function startHostWith(around: Parameters<typeof startHost>[0], port: number, token: string) {
  return startHost({ ...around, token: async () => token }, port, 'h7')
}
