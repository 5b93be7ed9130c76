import { createServer } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { TestBench } from '../testing/bench.ts'

let bench: TestBench
beforeAll(async () => {
  bench = await TestBench.open()
})
afterAll(() => bench[Symbol.asyncDispose]())

const free = '127.0.0.1:0'
const call = (...args: Parameters<TestBench['call']>) => bench.call(...args)

describe('proxies', () => {
  test('creating answers 201 with the port it really listens on and the defaults', async () => {
    const { status, json } = await call('POST', '/proxies', {
      name: 'a',
      listen: free,
      upstream: 'localhost:1',
    })
    expect(status).toBe(201)
    expect(json).toMatchObject({ name: 'a', upstream: 'localhost:1', enabled: true, toxics: [] })
    expect(json.listen).toMatch(/^127\.0\.0\.1:[1-9]\d*$/)
    expect((await call('GET', '/proxies/a')).json).toEqual(json)
    expect((await call('GET', '/proxies')).json.a).toEqual(json)
  })

  test('without an address it listens on loopback', async () => {
    const { json } = await call('POST', '/proxies', { name: 'nowhere', upstream: 'localhost:1' })
    expect(json.listen).toMatch(/^127\.0\.0\.1:\d+$/)
    const colon = await call('POST', '/proxies', { name: 'colon', listen: ':0', upstream: 'localhost:1' })
    expect(colon.json.listen).toMatch(/^127\.0\.0\.1:\d+$/)
  })

  test('a disabled one does not listen', async () => {
    const body = { name: 'off', listen: '127.0.0.1:1', upstream: 'localhost:1', enabled: false }
    expect((await call('POST', '/proxies', body)).json).toMatchObject({
      enabled: false,
      listen: '127.0.0.1:1',
    })
  })

  test.each([
    [{ listen: free, upstream: 'x:1' }, 'missing required field: name'],
    [{ name: 'b', listen: free }, 'missing required field: upstream'],
    [{ name: 'b', listen: free, upstream: 'no-port' }, /^bad request body: upstream/],
    [{ name: 'b', listen: 5, upstream: 'x:1' }, /^bad request body: listen/],
    [{ name: 'b', listen: free, upstream: 'x:1', enabled: 'no' }, /^bad request body: enabled/],
    ['{"name":', /^bad request body/],
    ['', /^bad request body/],
    ['[]', /^bad request body/],
  ])('refuses %j with 400', async (body, message) => {
    const { status, json } = await call('POST', '/proxies', body)
    expect(status).toBe(400)
    expect(json).toEqual({ error: expect.stringMatching(message), status: 400 })
    expect((await call('GET', '/proxies/b')).status).toBe(404)
  })

  test('a taken name is 409, whatever its address', async () => {
    const { status, json } = await call('POST', '/proxies', { name: 'link', listen: 'bad', upstream: 'x:1' })
    expect([status, json]).toEqual([409, { error: 'proxy already exists', status: 409 }])
  })

  test('an address in use is 500 with the text of the system, and nothing is created', async () => {
    const { status, json } = await call('POST', '/proxies', {
      name: 'taken',
      listen: bench.listen,
      upstream: 'x:1',
    })
    expect(status).toBe(500)
    expect(json.error).toBe(`listen tcp ${bench.listen}: bind: address already in use`)
    expect((await call('GET', '/proxies/taken')).status).toBe(404)
  })

  test('an address that is none is 500', async () => {
    const { status, json } = await call('POST', '/proxies', { name: 'odd', listen: 'odd', upstream: 'x:1' })
    expect([status, json.error]).toEqual([500, expect.stringContaining('odd')])
  })

  test.each(['GET', 'POST', 'PATCH', 'DELETE'])('%s of an unknown one is 404', async (method) => {
    const body = method === 'GET' || method === 'DELETE' ? undefined : {}
    const { status, json } = await call(method, '/proxies/unknown', body)
    expect([status, json]).toEqual([404, { error: 'proxy not found', status: 404 }])
  })

  test.each(['POST', 'PATCH'])('%s changes only what it names', async (method) => {
    const name = `update-${method}`
    const before = (await call('POST', '/proxies', { name, listen: free, upstream: 'localhost:1' })).json
    const { status, json } = await call(method, `/proxies/${name}`, { upstream: 'localhost:2' })
    expect([status, json]).toEqual([200, { ...before, upstream: 'localhost:2' }])
    expect((await call(method, `/proxies/${name}`, { enabled: false })).json.enabled).toBe(false)
    expect((await call(method, `/proxies/${name}`, {})).json.enabled).toBe(false)
    expect((await call(method, `/proxies/${name}`, { enabled: true })).json).toEqual(json)
  })

  test('an update to an address in use is 500 and leaves it disabled', async () => {
    await call('POST', '/proxies', { name: 'moved', listen: free, upstream: 'localhost:1' })
    expect((await call('PATCH', '/proxies/moved', { listen: bench.listen })).status).toBe(500)
    expect((await call('GET', '/proxies/moved')).json.enabled).toBe(false)
  })

  test('deleting answers 204 and frees the port at once', async () => {
    const { listen } = (
      await call('POST', '/proxies', { name: 'gone', listen: free, upstream: 'localhost:1' })
    ).json
    expect(await call('DELETE', '/proxies/gone')).toMatchObject({ status: 204, text: '' })
    expect((await call('GET', '/proxies/gone')).status).toBe(404)
    expect((await call('POST', '/proxies', { name: 'gone', listen, upstream: 'localhost:1' })).status).toBe(
      201,
    )
  })
})

describe('toxics', () => {
  const toxics = '/proxies/link/toxics'

  test('creating answers 200 with the defaults; removing answers 204 and keeps the evidence', async () => {
    const { status, json } = await call('POST', toxics, { type: 'latency' })
    const expected = {
      name: 'latency_downstream',
      type: 'latency',
      stream: 'downstream',
      toxicity: 1,
      attributes: { latency: 0, jitter: 0 },
      affected: { connections: 0, bytes: 0 },
    }
    expect([status, json]).toEqual([200, expected])
    expect((await call('GET', `${toxics}/latency_downstream`)).json).toEqual(expected)
    expect((await call('GET', toxics)).json).toEqual([expected])
    expect((await bench.state()).toxics).toEqual([expected])
    expect(await call('DELETE', `${toxics}/latency_downstream`)).toMatchObject({ status: 204, text: '' })
    const { name, type, stream, affected } = expected
    expect(await bench.lastRemoved()).toEqual({ name, type, stream, affected })
  })

  test('upstream ones are listed first', async () => {
    await call('POST', toxics, { type: 'noop', name: 'first' })
    await call('POST', toxics, { type: 'noop', name: 'second', stream: 'upstream' })
    expect((await call('GET', toxics)).json.map(({ name }: { name: string }) => name)).toEqual([
      'second',
      'first',
    ])
    await call('POST', '/reset')
  })

  test('names are unique over both streams', async () => {
    await call('POST', toxics, { type: 'noop', name: 'one' })
    const { status, json } = await call('POST', toxics, { type: 'noop', name: 'one', stream: 'upstream' })
    expect([status, json]).toEqual([409, { error: 'toxic already exists', status: 409 }])
    await call('DELETE', `${toxics}/one`)
  })

  test.each([
    ['{', /^bad request body/],
    [{ type: 'latency', stream: 'sideways' }, 'stream was invalid, can be either upstream or downstream'],
    [{ type: 'unheard', stream: 'sideways' }, 'stream was invalid, can be either upstream or downstream'],
    [{ type: 'unheard' }, 'invalid toxic type'],
    [{}, 'invalid toxic type'],
    [{ type: 'latency', toxicity: 1.1 }, /toxicity/],
    [{ type: 'latency', toxicity: '1' }, /toxicity/],
    [{ type: 'latency', attributes: 7 }, /attributes/],
    [{ type: 'latency', attributes: { latency: '100' } }, /latency/],
    [{ type: 'latency', attributes: { jitter: -1 } }, /jitter/],
    [{ type: 'latency', attributes: { latency: 1.5 } }, /latency/],
    [{ type: 'timeout', attributes: { timeout: 3_000_000_000 } }, /timeout/],
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

  test('checks for a duplicate before attributes', async () => {
    await call('POST', toxics, { type: 'noop', name: 'dup' })
    expect(
      (await call('POST', toxics, { type: 'latency', name: 'dup', attributes: { latency: -1 } })).status,
    ).toBe(409)
    await call('DELETE', `${toxics}/dup`)
  })

  test.each(['POST', 'PATCH'])(
    '%s merges attributes and changes nothing when it is refused',
    async (method) => {
      await call('POST', toxics, {
        type: 'latency',
        name: 'l',
        toxicity: 0.5,
        attributes: { latency: 5, jitter: 1 },
      })
      const { status, json } = await call(method, `${toxics}/l`, { attributes: { latency: 7 } })
      expect(status).toBe(200)
      expect(json).toMatchObject({ toxicity: 0.5, attributes: { latency: 7, jitter: 1 } })
      const toxicity = await call(method, `${toxics}/l`, { toxicity: 0 })
      expect(toxicity.json).toMatchObject({ toxicity: 0, attributes: { latency: 7, jitter: 1 } })
      expect((await call(method, `${toxics}/l`, { toxicity: 2, attributes: { latency: 9 } })).status).toBe(
        400,
      )
      expect((await call(method, `${toxics}/l`, { attributes: { latency: -9 }, toxicity: 1 })).status).toBe(
        400,
      )
      expect((await call('GET', `${toxics}/l`)).json).toEqual(toxicity.json)
      await call('DELETE', `${toxics}/l`)
    },
  )

  test.each(['GET', 'POST', 'PATCH', 'DELETE'])('%s of an unknown one is 404', async (method) => {
    const body = method === 'GET' || method === 'DELETE' ? undefined : {}
    const { status, json } = await call(method, `${toxics}/unknown`, body)
    expect([status, json]).toEqual([404, { error: 'toxic not found', status: 404 }])
    expect((await call(method, '/proxies/unknown/toxics/x', body)).json.error).toBe('proxy not found')
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
  test('creates, replaces what differs and leaves the same untouched', async () => {
    const first = await call('POST', '/populate', [
      { name: 'p1', listen: free, upstream: 'localhost:1' },
      { name: 'p2', listen: free, upstream: 'localhost:2', enabled: false },
    ])
    expect(first.status).toBe(201)
    expect(first.json.proxies.map(({ enabled }: { enabled: boolean }) => enabled)).toEqual([true, false])
    await call('POST', '/proxies/p1/toxics', { type: 'noop' })
    const again = await call('POST', '/populate', [
      { name: 'p1', listen: free, upstream: 'localhost:1' },
      { name: 'p2', listen: free, upstream: 'localhost:3' },
    ])
    expect(again.json.proxies[0].listen).toBe(first.json.proxies[0].listen)
    expect(again.json.proxies[0].toxics).toHaveLength(1)
    expect(again.json.proxies[1]).toMatchObject({ upstream: 'localhost:3', enabled: true })
  })

  test('an address on all interfaces stays as it was written, and untouched', async () => {
    const { json } = await call('POST', '/populate', [
      { name: 'wide', listen: '0.0.0.0:0', upstream: 'localhost:1' },
    ])
    const { listen } = json.proxies[0]
    expect(listen).toMatch(/^0\.0\.0\.0:\d+$/)
    await call('POST', '/proxies/wide/toxics', { type: 'noop' })
    const again = await call('POST', '/populate', [{ name: 'wide', listen, upstream: 'localhost:1' }])
    expect(again.json.proxies[0]).toMatchObject({ listen, toxics: [{ name: 'noop_downstream' }] })
    await call('DELETE', '/proxies/wide')
  })

  test('stops at the first that cannot be opened and says what was done', async () => {
    const { status, json } = await call('POST', '/populate', [
      { name: 'q1', listen: free, upstream: 'localhost:1' },
      { name: 'q2', listen: bench.listen, upstream: 'localhost:1' },
      { name: 'q3', listen: free, upstream: 'localhost:1' },
    ])
    expect([status, json.status]).toEqual([500, 500])
    expect(json.error).toContain('address already in use')
    expect(json.proxies.map(({ name }: { name: string }) => name)).toEqual(['q1'])
    expect((await call('GET', '/proxies/q3')).status).toBe(404)
  })

  test('checks the whole list before it changes anything', async () => {
    const { status, json } = await call('POST', '/populate', [
      { name: 'r1', upstream: 'x:1' },
      { name: 'r2' },
    ])
    expect(status).toBe(400)
    expect(json).toEqual({ error: 'missing required field: upstream at proxy 2', status: 400, proxies: [] })
    expect((await call('GET', '/proxies/r1')).status).toBe(404)
    expect((await call('POST', '/populate', {})).status).toBe(400)
  })
})

describe('the rest', () => {
  test('reset enables every proxy and removes every toxic', async () => {
    await call('POST', '/proxies', { name: 'off-on', listen: free, upstream: 'x:1', enabled: false })
    await call('DELETE', '/proxies/off')
    await call('DELETE', '/proxies/moved')
    await bench.addToxic('latency', {}, { stream: 'upstream' })
    expect(await call('POST', '/reset')).toMatchObject({ status: 204, text: '' })
    expect((await call('GET', '/proxies/off-on')).json.enabled).toBe(true)
    expect((await bench.state()).toxics).toEqual([])
  })

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

  test('tells its version, and has no metrics', async () => {
    expect((await call('GET', '/version')).json).toEqual({ version: expect.stringMatching(/^2\.12\.0/) })
    expect((await call('GET', '/metrics')).status).toBe(404)
  })

  test('refuses browsers', async () => {
    const browser = { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64)' }
    expect((await call('GET', '/version', undefined, browser)).status).toBe(403)
    expect((await call('POST', '/reset', undefined, browser)).status).toBe(403)
  })

  test('answers 405 to a wrong method and 404 to a wrong path', async () => {
    expect((await call('PUT', '/proxies/link', {})).status).toBe(405)
    expect((await call('GET', '/reset')).status).toBe(405)
    expect((await call('GET', '/nothing')).status).toBe(404)
  })

  test('refuses a body above 1 MiB', async () => {
    const body = JSON.stringify({ name: 'x'.repeat(1_100_000), upstream: 'x:1' })
    expect(await call('POST', '/proxies', body)).toMatchObject({ status: 413, json: { status: 413 } })
  })

  test('changes made at the same time are made one after the other', async () => {
    const body = { name: 'race', listen: free, upstream: 'x:1' }
    const answers = await Promise.all(Array.from({ length: 8 }, () => call('POST', '/proxies', body)))
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(7).fill(409)])
    const flips = [false, true, false, true].map((enabled) => call('PATCH', '/proxies/race', { enabled }))
    expect((await Promise.all(flips)).map(({ status }) => status)).toEqual([200, 200, 200, 200])
  })
})
