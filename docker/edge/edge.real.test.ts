import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { WebSocket } from 'ws'
import { startDirectory, startHosts, startRelay, token } from '../relay/testing/fleet.ts'
import { freePort, startNode, until } from '../relay/testing/service.ts'
import type { RelayRoute } from './config.ts'

const startEdge = (...routes: RelayRoute[]) => startEdgeWith({}, ...routes)

async function startEdgeWith(env: Record<string, string>, ...routes: RelayRoute[]) {
  const service = startNode('edge', { ...env, PORT: '0', TIME_SCALE: '0.1', ROUTES: JSON.stringify(routes) })
  const port = Number((await service.line('listening')).port)
  return { service, port, url: `http://127.0.0.1:${port}` }
}

function route(machineId: string, port: number, region = 'ams'): RelayRoute {
  return { machineId, region, host: '127.0.0.1', port }
}

/** A server that stands in for a relay. */
async function standIn(listener: RequestListener): Promise<{ server: Server; port: number }> {
  const server = createServer({ keepAliveTimeout: 60_000 }, listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { server, port: (server.address() as AddressInfo).port }
}

const named =
  (name: string): RequestListener =>
  (_request, response) =>
    void response.end(name)

const replaying =
  (target: string, header = 'fly-replay'): RequestListener =>
  (_request, response) =>
    void response.writeHead(200, { [header]: target }).end()

async function textOf(message: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of message) text += String(chunk)
  return text
}

test('the preferred region is served first, round robin within it', async () => {
  const [a, b, far] = [await standIn(named('a')), await standIn(named('b')), await standIn(named('far'))]
  const edge = await startEdge(route('far', far.port, 'iad'), route('a', a.port), route('b', b.port))
  const seen: string[] = []
  for (let i = 0; i < 4; i++)
    seen.push(await (await fetch(edge.url, { headers: { 'fly-prefer-region': 'ams' } })).text())
  expect(seen.toSorted()).toEqual(['a', 'a', 'b', 'b'])
  const answer = await fetch(edge.url, { headers: { 'fly-prefer-region': 'iad' } })
  expect([await answer.text(), answer.headers.get('edge-path')]).toEqual(['far', 'far'])
})

test('a relay that refuses, or closes without an answer, is passed over', async () => {
  const closing = await standIn((request) => void request.socket.destroy())
  const good = await standIn(named('good'))
  const edge = await startEdge(
    route('refusing', await freePort()),
    route('closing', closing.port),
    route('good', good.port),
  )
  for (let i = 0; i < 3; i++) {
    const answer = await fetch(edge.url, i === 1 ? { method: 'POST', body: 'x' } : {})
    expect([answer.status, await answer.text(), answer.headers.get('edge-path')]).toEqual([
      200,
      'good',
      'good',
    ])
  }
})

test('502 when no relay answers', async () => {
  const edge = await startEdge(route('a', await freePort()), route('b', await freePort()))
  const answer = await fetch(edge.url)
  expect([answer.status, answer.headers.get('edge-error')]).toEqual([502, 'no-relay'])
})

test('a replay answer sends the request, body and all, to the instance or the region named', async () => {
  const target = await standIn(async (request, response) => {
    response.end(`${request.method} ${request.url} ${await textOf(request)}`)
  })
  const first = await standIn((request, response) => {
    const header = request.url === '/by-region' ? 'region=iad' : 'instance=target'
    response.writeHead(200, { 'fly-replay': header }).end()
  })
  const edge = await startEdge(route('first', first.port), route('target', target.port, 'iad'))
  const near = { 'fly-prefer-region': 'ams' }
  for (const path of ['/by-instance', '/by-region']) {
    const answer = await fetch(edge.url + path, { method: 'POST', body: 'the body', headers: near })
    expect(await answer.text()).toBe(`POST ${path} the body`)
    expect(answer.headers.get('edge-path')).toBe('first>target')
    expect(answer.headers.get('fly-replay')).toBeNull()
  }
})

test('a replay target that cannot be reached gives 502, and the path names it', async () => {
  const first = await standIn(replaying('instance=dead'))
  const edge = await startEdge(route('first', first.port), route('dead', await freePort(), 'iad'))
  const answer = await fetch(edge.url, { headers: { 'fly-prefer-region': 'ams' } })
  expect([answer.status, answer.headers.get('edge-error'), answer.headers.get('edge-path')]).toEqual([
    502,
    'replay-target-unreachable',
    'first>dead',
  ])
})

test('after three replays the edge gives up with 508', async () => {
  const a = await standIn(replaying('instance=a'))
  const edge = await startEdge(route('a', a.port))
  const answer = await fetch(edge.url)
  expect([answer.status, answer.headers.get('edge-path')]).toEqual([508, 'a>a>a>a'])
})

test('another replay header is followed instead, or none at all', async () => {
  const a = await standIn(replaying('instance=b', 'x-elsewhere'))
  const b = await standIn(named('b'))
  const path = async (env: Record<string, string>) => {
    const edge = await startEdgeWith(env, route('a', a.port), route('b', b.port))
    return (await fetch(edge.url)).headers.get('edge-path')
  }
  expect(await path({ REPLAY_HEADER: 'x-elsewhere' })).toBe('a>b')
  expect(await path({ REPLAY_HEADER: '' })).toBe('a')
  expect(await path({})).toBe('a')
})

test('only an answer 200 is a replay', async () => {
  const a = await standIn(
    (_request, response) => void response.writeHead(503, { 'fly-replay': 'instance=a' }).end(),
  )
  const edge = await startEdge(route('a', a.port))
  expect((await fetch(edge.url)).status).toBe(503)
})

test('a body beyond 1 MB gets 413', async () => {
  const a = await standIn(named('a'))
  const edge = await startEdge(route('a', a.port))
  const answer = await fetch(edge.url, { method: 'POST', body: 'x'.repeat(1024 * 1024 + 1) })
  expect(answer.status).toBe(413)
})

test('connections to a relay are kept, and a dead one is not seen by the client', async () => {
  const sockets = new Set<Socket>()
  let dying = false
  const a = await standIn((request, response) => {
    // The kept connection dies under its next request, as when a relay restarts at that moment.
    if (dying && sockets.has(request.socket)) request.socket.destroy()
    else response.end(String(sockets.add(request.socket).size))
  })
  const edge = await startEdge(route('a', a.port))
  expect(await (await fetch(edge.url)).text()).toBe('1')
  expect(await (await fetch(edge.url)).text()).toBe('1')
  dying = true
  expect(await (await fetch(edge.url)).text()).toBe('2')
})

test('upgrades are replayed and carried, with the path in the 101', async () => {
  const directory = await startDirectory()
  const near = await startRelay(directory.url)
  const far = await startRelay(directory.url, { MACHINE_ID: 'relay-2', REGION: 'iad' })
  const edge = await startEdge(route('relay-1', near.port), route('relay-2', far.port, 'iad'))
  const hosts = await startHosts()
  await hosts.add(far.url, 'h1')
  await hosts.nth(1, 'registered')
  const authorization = `Bearer ${await token('client', 'c')}`
  const headers = { authorization, 'fly-prefer-region': 'ams' }

  const answer = await fetch(`${edge.url}/hosts/h1/echo`, { headers })
  expect(await answer.json()).toEqual({ host: 'h1', ok: true })
  expect(answer.headers.get('edge-path')).toBe('relay-1>relay-2')

  const channel = new WebSocket(`ws://127.0.0.1:${edge.port}/hosts/h1/chat`, { headers })
  onTestFinished(() => channel.terminate())
  const path = new Promise((resolve) =>
    channel.once('upgrade', ({ headers }) => resolve(headers['edge-path'])),
  )
  await new Promise((resolve, reject) => channel.once('open', resolve).once('error', reject))
  expect(await path).toBe('relay-1>relay-2')
  const echo = new Promise((resolve) => channel.once('message', (data) => resolve(String(data))))
  channel.send('hello')
  expect(await echo).toBe('hello')
})

test('hosts reach a relay that lives, through the edge', async () => {
  const directory = await startDirectory()
  const relay = await startRelay(directory.url)
  const edge = await startEdge(route('dead', await freePort()), route('relay-1', relay.port))
  const hosts = await startHosts()
  await hosts.add(`ws://127.0.0.1:${edge.port}`, 'h1', 'h2')
  expect((await hosts.nth(1, 'upgraded')).relay).toBe('ams:relay-1')
  await hosts.nth(2, 'registered')
})

test('an upgrade that is refused passes the refusal on', async () => {
  const directory = await startDirectory()
  const relay = await startRelay(directory.url)
  const edge = await startEdge(route('relay-1', relay.port))
  const channel = new WebSocket(`ws://127.0.0.1:${edge.port}/hosts/h1/chat`)
  const refused = await new Promise<Error>((resolve) => channel.once('error', resolve))
  expect(refused.message).toBe('Unexpected server response: 401')
})

test('an upgrade that no relay takes gets 502', async () => {
  const edge = await startEdge(route('dead', await freePort()))
  const channel = new WebSocket(`ws://127.0.0.1:${edge.port}/hosts/h1/chat`)
  const refused = await new Promise<Error>((resolve) => channel.once('error', resolve))
  expect(refused.message).toBe('Unexpected server response: 502')
})

/** A raw upgraded connection through the edge and its far end. */
async function carried(): Promise<{ client: Socket; relay: Socket }> {
  let far: Socket | undefined
  const { server, port } = await standIn(named('never'))
  server.on('upgrade', (_request, socket) => {
    far = socket as Socket
    socket.on('error', () => {})
    socket.write('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: raw\r\n\r\n')
  })
  const edge = await startEdge(route('a', port))
  const client = connect({ port: edge.port, host: '127.0.0.1', allowHalfOpen: true })
  onTestFinished(() => void client.destroy())
  let received = ''
  client.on('data', (data) => {
    received += String(data)
  })
  client.write('GET / HTTP/1.1\r\nhost: a\r\nconnection: upgrade\r\nupgrade: raw\r\n\r\n')
  await until('the 101', () => received.includes('edge-path: a'))
  return { client, relay: far as unknown as Socket }
}

test.each(['client', 'relay'] as const)('an end by the %s leaves the other direction open', async (by) => {
  const { client, relay } = await carried()
  const [ending, other] = by === 'client' ? [client, relay] : [relay, client]
  const ended = new Promise((resolve) => other.once('end', resolve))
  other.resume()
  ending.end()
  await ended
  const received = new Promise((resolve) => ending.once('data', (data) => resolve(String(data))))
  other.write('still here')
  expect(await received).toBe('still here')
})

test.each(['client', 'relay'] as const)('a reset by the %s is passed on as a reset', async (by) => {
  const { client, relay } = await carried()
  const [from, to] = by === 'client' ? [client, relay] : [relay, client]
  const error = new Promise<NodeJS.ErrnoException>((resolve) => to.once('error', resolve))
  to.resume()
  from.resetAndDestroy()
  expect((await error).code).toBe('ECONNRESET')
})

test('SIGTERM ends the edge with 0, open connections or not', async () => {
  const arrived = Promise.withResolvers<void>()
  const a = await standIn(() => arrived.resolve())
  const edge = await startEdge(route('a', a.port))
  const unanswered = fetch(edge.url).catch(() => 'cut')
  await arrived.promise
  edge.service.signal('SIGTERM')
  edge.service.signal('SIGTERM')
  expect(await edge.service.exited).toMatchObject({ code: 0, signal: null })
  expect(await unanswered).toBe('cut')
})

test('malformed routes end the edge with one line and exit code 64', async () => {
  const edge = startNode('edge', { PORT: '0', ROUTES: '[{"machineId":"a"}]' })
  expect((await edge.exited).code).toBe(64)
  expect(edge.stderr).toMatch(/^ROUTES is malformed: give it a JSON array of relays, .*\n$/)
})
