import { expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { closed, openTunnel, startDirectory, startHosts, startRelay, token } from './testing/fleet.ts'
import { until } from './testing/service.ts'
import { directoryKeys } from './wire.ts'

test('a host registers and answers requests', async () => {
  const directory = await startDirectory()
  const relay = await startRelay(directory.url)
  const hosts = await startHosts()
  await hosts.add(relay.url, 'h1')
  const upgraded = await hosts.nth(1, 'upgraded', 'h1')
  expect(upgraded.relay).toBe('ams:relay-1')
  await hosts.nth(1, 'registered', 'h1')

  const answer = await relay.get('/hosts/h1/echo')
  expect(answer.status).toBe(200)
  expect(await answer.json()).toEqual({ host: 'h1', ok: true })
  await hosts.nth(1, 'answered', 'h1')

  expect(await directory.ownerOf('h1')).toBe('ams:relay-1')
  const meta = JSON.parse((await directory.client.hget(directoryKeys.meta, 'h1')) ?? '{}')
  expect(meta).toMatchObject({ registeredAt: expect.any(Number), lastPongAt: expect.any(Number) })
  const expiry = Number(await directory.client.zscore(directoryKeys.ttl, 'h1'))
  expect(expiry - Date.now()).toBeGreaterThan(0)
  expect(expiry - Date.now()).toBeLessThanOrEqual(9_000)
  expect(hosts.of('attempt', 'h1')).toHaveLength(1)
})

test('the routes answer 200, 401, 404 and 503 as they should', async () => {
  const directory = await startDirectory()
  const relay = await startRelay(directory.url)
  const health = await fetch(`http://127.0.0.1:${relay.port}/health`)
  expect(await health.json()).toEqual({ ok: true, region: 'ams', timers: expect.any(Number) })

  const bad = await token('client', 'test', 'another secret')
  const status = async (path: string, bearer?: string): Promise<number> =>
    (await relay.get(path, { headers: bearer ? { authorization: `Bearer ${bearer}` } : {} })).status
  expect(await status('/hosts/h1/echo')).toBe(401)
  expect(await status('/hosts/h1/echo', bad)).toBe(401)
  expect(await status('/hosts/h1/echo', await token('host', 'h1'))).toBe(401)
  expect(await status(`/hosts/h1/echo?token=${await token('client', 'test')}`)).toBe(503)
  expect(await status('/elsewhere', await token('client', 'test'))).toBe(404)
  expect((await relay.get('/hosts/h1/echo')).status).toBe(503)
  expect(await (await relay.get('/hosts/h1/_whoowns')).json()).toEqual({
    hostId: 'h1',
    owner: null,
    tunnelHere: false,
  })
})

test('a client whose host is elsewhere is told where to be replayed', async () => {
  const directory = await startDirectory()
  const relay = await startRelay(directory.url)
  await directory.plant('near', 'ams:relay-2')
  await directory.plant('far', 'iad:relay-3')
  await directory.plant('gone', 'ams:relay-1')
  const near = await relay.get('/hosts/near/echo')
  expect([near.status, near.headers.get('fly-replay'), await near.text()]).toEqual([
    200,
    'instance=relay-2',
    '',
  ])
  expect((await relay.get('/hosts/far/echo')).headers.get('fly-replay')).toBe('region=iad')
  expect((await relay.get('/hosts/gone/echo')).status).toBe(503)
})

test('a tunnel without a good token gets 401, with the token of another host 1008', async () => {
  const directory = await startDirectory()
  const relay = await startRelay(directory.url)
  const refused = await openTunnel(relay.url, 'h1', 'no token at all')
  const error = await new Promise<Error>((resolve) => refused.once('error', resolve))
  expect(error.message).toBe('Unexpected server response: 401')

  const foreign = await openTunnel(relay.url, 'h1', await token('host', 'h2'))
  expect(await closed(foreign)).toEqual({ code: 1008, reason: 'token of another host' })
  expect(await directory.owners()).toEqual({})
})

test('no token appears in a log line', async () => {
  const directory = await startDirectory()
  const relay = await startRelay(directory.url)
  const bearer = await token('client', 'test')
  await fetch(`http://127.0.0.1:${relay.port}/hosts/h1/echo?token=${bearer}`)
  const tunnel = new WebSocket(`${relay.url}/tunnel?hostId=h1&token=${await token('host', 'h1')}`)
  await new Promise((resolve) => tunnel.once('message', resolve))
  tunnel.terminate()
  await relay.service.line('tunnel closed')
  expect(JSON.stringify(relay.service.lines) + relay.service.stderr).not.toContain('eyJ')
})

test('a WebSocket channel carries text and binary both ways', async () => {
  const directory = await startDirectory()
  const relay = await startRelay(directory.url)
  const hosts = await startHosts()
  await hosts.add(relay.url, 'h1')
  await hosts.nth(1, 'registered', 'h1')
  const channel = new WebSocket(`${relay.url}/hosts/h1/chat?room=1&token=${await token('client', 'c')}`)
  await new Promise((resolve, reject) => channel.once('open', resolve).once('error', reject))
  const echoes: { data: string; binary: boolean }[] = []
  channel.on('message', (data, binary) => echoes.push({ data: String(data), binary }))
  channel.send('text')
  channel.send(Buffer.from('bytes'))
  await until('both echoes', () => echoes.length === 2)
  expect(echoes).toEqual([
    { data: 'text', binary: false },
    { data: 'bytes', binary: true },
  ])
  const end = closed(channel)
  relay.service.signal('SIGINT')
  expect((await end).code).toBe(1001)
})

test('the relay closes a tunnel whose host answers no ping with 1001', async () => {
  const directory = await startDirectory()
  const relay = await startRelay(directory.url)
  const silent = await openTunnel(relay.url, 'h1')
  expect(await closed(silent)).toEqual({ code: 1001, reason: 'ping timeout' })
  await until('the entry is gone', async () => (await directory.ownerOf('h1')) === null)
})

test('requests fail with 502 at once when the tunnel ends', async () => {
  const directory = await startDirectory()
  const relay = await startRelay(directory.url)
  const tunnel = await openTunnel(relay.url, 'h1')
  const messages: string[] = []
  tunnel.on('message', (data) => messages.push(String(data)))
  await until('the first ping', () => messages.length > 0)
  const answer = relay.get('/hosts/h1/echo')
  await until('the request arrives', () => messages.some((text) => text.includes('/echo')))
  tunnel.terminate()
  expect((await answer).status).toBe(502)
})
