import { once } from 'node:events'
import { Agent, createServer, type IncomingMessage, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { eventsOf } from '../journal/events.ts'
import { memoryJournal } from '../journal/writer.ts'
import { startTestRedis } from '../probes/fixtures/redis.ts'
import { isInstalled } from '../runtime/fixtures/real-programs.ts'
import { TestBench } from '../toxiproxy/testing/bench.ts'
import type { OpenFault } from './fault.ts'
import { createFaults, type Faults } from './faults.ts'
import { linkOf } from './fixtures/link-of.ts'

let bench: TestBench
let faults: Faults
let journal: ReturnType<typeof memoryJournal>

beforeEach(async () => {
  bench = await TestBench.open()
  journal = memoryJournal()
  faults = createFaults({ journal, open: new Set<OpenFault>() }, 1)
})
afterEach(() => bench[Symbol.asyncDispose]())

/** How the fault was seen to act, or why not. */
const outcome = () =>
  eventsOf(journal.events, 'fault').flatMap(({ state, detail }) =>
    state === 'observed' || (state === 'healed' && detail) ? detail : [],
  )

/** A real server that says what it got, behind the link, and a client that keeps its connections. */
async function web() {
  const got: string[] = []
  const server = createServer(async (incoming, answer) => {
    const body = await textOf(incoming)
    got.push(`${incoming.method} ${incoming.url} ${body.length}`)
    answer.setHeader('content-type', 'text/plain').end(`served ${incoming.url}`)
  })
  server.keepAliveTimeout = 60_000
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  await bench.call('PATCH', '/proxies/link', { upstream: `127.0.0.1:${port}` })
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  onTestFinished(() => {
    agent.destroy()
    server.closeAllConnections()
    server.close()
  })
  const ask = async (method: string, path: string, body = '', headers: Record<string, string> = {}) => {
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
    const [host, ownPort] = bench.listen.split(':')
    const sent = request({ host, port: Number(ownPort), agent, method, path, headers }, resolve)
    sent.on('error', reject).end(body)
    const answer = await promise
    const text = await textOf(answer)
    return { status: answer.statusCode, text, headers: answer.headers, reused: sent.reusedSocket }
  }
  return { ask, got }
}

async function textOf(stream: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

describe('httpStatus', () => {
  test('answers on the connection that was open; the server sees nothing of it, and all again when healed', async () => {
    const { ask, got } = await web()
    expect(await ask('GET', '/a')).toMatchObject({ status: 200, text: 'served /a' })
    const fault = await faults.httpStatus(linkOf(bench), {
      status: 429,
      body: 'slow down',
      headers: { 'retry-after': '1' },
    })
    for (const [method, body] of [
      ['GET', ''],
      ['POST', 'x'.repeat(100_000)],
      ['DELETE', ''],
    ] as const)
      expect(await ask(method, '/b', body)).toMatchObject({
        status: 429,
        text: 'slow down',
        headers: { 'retry-after': '1' },
        reused: true,
      })
    expect(await ask('HEAD', '/b')).toMatchObject({ status: 429, text: '', reused: true })
    await fault.heal()
    expect(await ask('POST', '/c', 'body')).toMatchObject({ status: 200, text: 'served /c', reused: true })
    expect(got).toEqual(['GET /a 0', 'POST /c 4'])
    expect(outcome()).toEqual(['4 of 4 requests answered with 429'])
  })

  test('leaves alone what it is not aimed at, and stops after the first so many', async () => {
    const { ask } = await web()
    const fault = await faults.httpStatus(linkOf(bench), { method: 'POST', path: '/orders', first: 2 })
    const statuses: (number | undefined)[] = []
    for (const [method, path] of [
      ['GET', '/orders'],
      ['POST', '/carts'],
      ['POST', '/orders/1'],
      ['POST', '/orders/2'],
      ['POST', '/orders/3'],
    ] as const)
      statuses.push((await ask(method, path, method === 'POST' ? 'x' : '')).status)
    expect(statuses).toEqual([200, 200, 503, 503, 200])
    await fault.heal()
    expect(outcome()).toEqual(['2 of 2 requests answered with 503, asked for the first 2'])
  })

  test('a share is held against what passed', async () => {
    const { ask } = await web()
    const fault = await faults.httpStatus(linkOf(bench), { share: 0.5 })
    let hit = 0
    for (let i = 0; i < 60; i++) if ((await ask('GET', '/')).status === 503) hit++
    await fault.heal()
    expect(outcome()).toEqual([`${hit} of 60 requests answered with 503, asked for a share of 0.5`])
    const weak = await faults.httpStatus(
      linkOf(bench, (toxic) => ({ ...toxic, attributes: { ...toxic.attributes, per_mille: 20 } })),
      { share: 0.9 },
    )
    for (let i = 0; i < 60; i++) await ask('GET', '/')
    await weak.heal()
    expect(eventsOf(journal.events, 'fault').filter(({ state }) => state === 'observed')).toHaveLength(1)
  })

  test('a body that waits for a word gets the answer, and the connection ends', async () => {
    const { ask, got } = await web()
    await using _ = await faults.httpStatus(linkOf(bench), { status: 503 })
    expect(await ask('POST', '/', 'x', { expect: '100-continue' })).toMatchObject({
      status: 503,
      headers: { connection: 'close' },
    })
    expect(got).toEqual([])
  })

  test('without a request there is no evidence, and it is said why', async () => {
    const { ask } = await web()
    await ask('GET', '/')
    await (await faults.httpStatus(linkOf(bench))).heal()
    expect(outcome()).toEqual(['no request passed link that it could answer'])
  })
})

describe('closeKeptAlive', () => {
  test('a further request finds its connection closed, a first one is served', async () => {
    const { ask, got } = await web()
    expect(await ask('GET', '/first')).toMatchObject({ status: 200 })
    const fault = await faults.closeKeptAlive(linkOf(bench))
    await expect(ask('POST', '/second', 'x')).rejects.toMatchObject({ code: 'ECONNRESET' })
    expect(await ask('GET', '/third')).toMatchObject({ status: 200, reused: false })
    await fault.heal()
    expect(await ask('GET', '/fourth')).toMatchObject({ status: 200, reused: true })
    expect(got).toEqual(['GET /first 0', 'GET /third 0', 'GET /fourth 0'])
    expect(outcome()).toEqual(['1 of 1 requests met a closed connection'])
  })

  test('without a further request there is no evidence', async () => {
    const { ask } = await web()
    const fault = await faults.closeKeptAlive(linkOf(bench))
    await ask('GET', '/')
    await fault.heal()
    expect(outcome()).toEqual(['no further request came on a connection of link'])
  })
})

describe.skipIf(!isInstalled('redis-server'))('redisErrors, with a real Redis', () => {
  async function redis() {
    const server = await startTestRedis()
    onTestFinished(() => server.kill())
    await bench.call('PATCH', '/proxies/link', { upstream: `127.0.0.1:${server.port}` })
    const [host, ownPort] = bench.listen.split(':')
    const client = new Redis({ host: host!, port: Number(ownPort), maxRetriesPerRequest: 0 })
    client.on('error', () => {})
    onTestFinished(() => client.disconnect())
    await client.ping()
    return client
  }

  test('writes fail as on a replica and have no effect, reads go on, in a pipeline too', async () => {
    const client = await redis()
    await client.set('a', '1')
    const fault = await faults.redisErrors(linkOf(bench))
    await expect(client.set('a', '2')).rejects.toThrow(
      "READONLY You can't write against a read only replica.",
    )
    await expect(client.eval("return redis.call('set', 'a', '3')", 0)).rejects.toThrow('READONLY')
    const piped = await client
      .pipeline()
      .get('a')
      .incr('a')
      .get('a')
      .set('b', 'x'.repeat(300_000))
      .ping()
      .exec()
    expect(piped?.map(([error, value]) => error?.message.split(' ')[0] ?? value)).toEqual([
      '1',
      'READONLY',
      '1',
      'READONLY',
      'PONG',
    ])
    await fault.heal()
    expect(await client.set('a', '4')).toBe('OK')
    expect(await client.get('b')).toBeNull()
    expect(outcome()).toEqual(['4 of 4 commands answered with READONLY'])
  })

  test('LOADING hits all commands, an error of your own those that are named', async () => {
    const client = await redis()
    const loading = await faults.redisErrors(linkOf(bench), { error: 'LOADING' })
    await expect(client.get('a')).rejects.toThrow('LOADING Redis is loading the dataset in memory')
    await loading.heal()
    const own = await faults.redisErrors(linkOf(bench), { error: 'NOAUTH go away', commands: ['get'] })
    await expect(client.get('a')).rejects.toThrow('NOAUTH go away')
    expect(await client.set('a', '1')).toBe('OK')
    await own.heal()
  })

  test('within MULTI the command fails at EXEC, and nothing of it is done', async () => {
    const client = await redis()
    await using _ = await faults.redisErrors(linkOf(bench))
    const done = await client.multi().get('a').set('a', '1').exec()
    expect(done?.[1]?.[0]?.message).toContain('READONLY')
    expect(await client.get('a')).toBeNull()
  })

  test('without a command that it hits there is no evidence', async () => {
    const client = await redis()
    const fault = await faults.redisErrors(linkOf(bench))
    await client.get('a')
    await delay(30)
    await fault.heal()
    expect(outcome()).toEqual(['no command passed link that it could answer'])
  })
})
