import { once } from 'node:events'
import { request } from 'node:http'
import { createServer } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { TestBench } from '../testing/bench.ts'

// What the conformance suite does not ask: the original does otherwise, or was not looked at.

let bench: TestBench
beforeAll(async () => {
  bench = await TestBench.open()
})
afterAll(() => bench[Symbol.asyncDispose]())

const free = '127.0.0.1:0'
const call = (...args: Parameters<TestBench['call']>) => bench.call(...args)

test.each([
  [{ origin: 'http://evil.example' }, 403],
  [{ 'sec-fetch-site': 'cross-site' }, 403],
  [{ host: 'evil.example:8474' }, 403],
  [{ host: 'toxiproxy:8474' }, 200],
  [{ host: 'localhost' }, 200],
  [{}, 200],
])('a page in a browser cannot drive it: %j gets %i', async (headers, status) => {
  const answered = new Promise((resolve, reject) =>
    request(`${bench.toxiproxy.url}/proxies`, { headers, agent: false }, (response) =>
      resolve(response.resume().statusCode),
    )
      .on('error', reject)
      .end(),
  )
  expect(await answered).toBe(status)
})

describe('proxies', () => {
  test('without an address it listens on loopback', async () => {
    const { json } = await call('POST', '/proxies', { name: 'nowhere', upstream: 'localhost:1' })
    expect(json.listen).toMatch(/^127\.0\.0\.1:\d+$/)
  })

  test.each([
    [{ name: 'b', listen: 5, upstream: 'x:1' }, /^bad request body: listen/],
    ['', /^bad request body/],
  ])('refuses %j with 400', async (body, message) => {
    const { status, json } = await call('POST', '/proxies', body)
    expect([status, json]).toEqual([400, { error: expect.stringMatching(message), status: 400 }])
    expect((await call('GET', '/proxies/b')).status).toBe(404)
  })

  test('a taken name is 409, whatever its address', async () => {
    const { status } = await call('POST', '/proxies', { name: 'link', listen: 'bad', upstream: 'x:1' })
    expect(status).toBe(409)
  })

  test('an address that is none is 500', async () => {
    const { status, json } = await call('POST', '/proxies', { name: 'odd', listen: 'odd', upstream: 'x:1' })
    expect([status, json.error]).toEqual([500, expect.stringContaining('odd')])
  })

  test.skipIf(process.platform !== 'linux')(
    'an update to its own port on all interfaces, where somebody has it on one, leaves the proxy as it was',
    async () => {
      const pair = await bench.pair()
      const before = await bench.state()
      const port = Number(bench.listen.split(':')[1])
      const somebody = createServer().listen(port, '127.0.0.2')
      await once(somebody, 'listening')
      expect((await call('PATCH', '/proxies/link', { listen: `0.0.0.0:${port}` })).status).toBe(500)
      somebody.close()
      expect(await bench.state()).toEqual(before)
      pair.client.send('x')
      expect(await pair.server.receive(1)).toBe('x')
      const next = await bench.pair()
      next.client.send('y')
      expect(await next.server.receive(1)).toBe('y')
      for (const { client } of [pair, next]) client.socket.destroy()
    },
  )

  test('an update of a disabled one to an address in use is 500 only when it is enabled, and then changes nothing', async () => {
    await call('POST', '/proxies', { name: 'off', listen: free, upstream: 'localhost:1', enabled: false })
    const before = (await call('GET', '/proxies/off')).json
    const change = { listen: bench.listen, enabled: true, upstream: 'localhost:2' }
    expect((await call('PATCH', '/proxies/off', change)).status).toBe(500)
    expect((await call('GET', '/proxies/off')).json).toEqual(before)
    expect((await call('PATCH', '/proxies/off', { listen: bench.listen })).status).toBe(200)
    await call('DELETE', '/proxies/off')
  })
})

describe('toxics', () => {
  const toxics = '/proxies/link/toxics'

  test('shown with what they have acted on, also after they were removed', async () => {
    const { json } = await call('POST', toxics, { type: 'latency' })
    const affected = { connections: 0, bytes: 0 }
    expect(json.affected).toEqual(affected)
    await call('DELETE', `${toxics}/latency_downstream`)
    const measured = { accepted: 0, waits: 0, waitedMs: 0, requests: 0, answers: 0, waitedBytes: 0 }
    const expected = {
      name: 'latency_downstream',
      type: 'latency',
      stream: 'downstream',
      affected,
      measured,
    }
    expect(await bench.lastRemoved()).toEqual(expected)
  })

  test.each([
    [{ type: 'latency', attributes: 7 }, /attributes/],
    [{ type: 'swallow_from' }, /pattern is required/],
    [{ type: 'swallow_from', attributes: { pattern: '' } }, /pattern/],
    [{ type: 'swallow_from', attributes: { pattern: '8g' } }, /pattern/],
    [{ type: 'swallow_from', attributes: { pattern: '880' } }, /pattern/],
    [{ type: 'swallow_from', attributes: { pattern: '88', keep: 2 } }, /keep/],
  ])('refuses %j with 400', async (body, message) => {
    const { status, json } = await call('POST', toxics, body)
    expect([status, json]).toEqual([400, { error: expect.stringMatching(message), status: 400 }])
    expect((await call('GET', toxics)).json).toEqual([])
  })

  test('refuses a pattern above 1,024 bytes', async () => {
    const attributes = { pattern: '88'.repeat(1_025) }
    const { status, json } = await call('POST', toxics, { type: 'swallow_from', attributes })
    expect([status, json.error]).toEqual([400, expect.stringContaining('1024 bytes')])
  })

  test.each([
    { toxicity: 2, attributes: { latency: 9 } },
    { toxicity: 1, attributes: { latency: -9 } },
  ])('an update to %j is refused as a whole', async (change) => {
    const body = { type: 'latency', name: 'l', toxicity: 0.5, attributes: { latency: 5, jitter: 1 } }
    const { json } = await call('POST', toxics, body)
    expect((await call('PATCH', `${toxics}/l`, change)).status).toBe(400)
    expect((await call('GET', `${toxics}/l`)).json).toEqual(json)
    await call('DELETE', `${toxics}/l`)
  })

  test('remembers the last 16 removed', async () => {
    for (let i = 0; i < 20; i++) {
      await call('POST', toxics, { type: 'noop', name: `n${i}` })
      await call('DELETE', `${toxics}/n${i}`)
    }
    const { removed } = await bench.state()
    expect(removed.map(({ name }: { name: string }) => name)).toEqual(
      Array.from({ length: 16 }, (_, i) => `n${i + 4}`),
    )
  })
})

describe('populate', () => {
  test.each(['127.0.0.1', '0.0.0.0', ''])(
    '"%s" once more is the same address: left untouched',
    async (host) => {
      const list = [{ name: 'again', listen: `${host}:0`, upstream: 'localhost:1' }]
      const first = (await call('POST', '/populate', list)).json.proxies[0]
      expect(first.listen).toMatch(/^(127\.0\.0\.1|0\.0\.0\.0):[1-9]\d*$/)
      await call('POST', '/proxies/again/toxics', { type: 'noop' })
      const listen = `${host}:${first.listen.split(':')[1]}`
      const { json } = await call('POST', '/populate', [{ ...list[0], listen }])
      expect(json.proxies[0]).toMatchObject({ listen: first.listen, toxics: [{ name: 'noop_downstream' }] })
      await call('DELETE', '/proxies/again')
    },
  )

  test('one that is replaced loses its toxics and keeps what they did', async () => {
    await call('POST', '/proxies', { name: 'old', listen: free, upstream: 'localhost:1' })
    await call('POST', '/proxies/old/toxics', { type: 'noop' })
    const wanted = { name: 'old', listen: free, upstream: 'localhost:2', enabled: false }
    const { json } = await call('POST', '/populate', [wanted])
    expect(json.proxies[0]).toMatchObject({ enabled: false, toxics: [], removed: [{ type: 'noop' }] })
    await call('DELETE', '/proxies/old')
  })
})

describe('paths', () => {
  test.each(['/proxies/link%2Ftoxics', '/proxies/link/toxics/x/y'])('%s is 404', async (path) => {
    expect((await call('GET', path)).status).toBe(404)
  })

  test('a query is no part of them', async () => {
    expect((await call('GET', '/proxies/link?x=/y')).json.name).toBe('link')
  })

  test('names in them are decoded', async () => {
    await call('POST', '/proxies', { name: 'a/b ü%', listen: free, upstream: 'x:1' })
    const path = `/proxies/${encodeURIComponent('a/b ü%')}`
    expect((await call('GET', path)).json.name).toBe('a/b ü%')
    expect((await call('DELETE', path)).status).toBe(204)
  })
})

describe('the rest', () => {
  test('reset of a proxy whose address was taken meanwhile is 500, and the others are reset all the same', async () => {
    const blocker = createServer()
    await new Promise<void>((resolve) => blocker.listen(0, '127.0.0.1', resolve))
    const { port } = blocker.address() as { port: number }
    const blocked = { name: 'blocked', listen: `127.0.0.1:${port}`, upstream: 'x:1', enabled: false }
    await call('POST', '/proxies', blocked)
    await bench.addToxic('noop')
    expect((await call('POST', '/reset')).status).toBe(500)
    expect((await bench.state()).toxics).toEqual([])
    expect((await call('GET', '/proxies/blocked')).json.enabled).toBe(false)
    await call('DELETE', '/proxies/blocked')
    blocker.close()
  })

  test('tells the version that it stands in for', async () => {
    expect((await call('GET', '/version')).json).toEqual({ version: expect.stringMatching(/^2\.12\.0/) })
  })

  test('changes made at the same time are made one after the other', async () => {
    const body = { name: 'race', listen: free, upstream: 'x:1' }
    const answers = await Promise.all(Array.from({ length: 8 }, () => call('POST', '/proxies', body)))
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(7).fill(409)])
    const flips = [false, true, false, true].map((enabled) => call('PATCH', '/proxies/race', { enabled }))
    expect((await Promise.all(flips)).map(({ status }) => status)).toEqual([200, 200, 200, 200])
  })
})
