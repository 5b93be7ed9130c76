import { describe, expect, test } from 'vitest'
import type { Context } from './context.ts'

const toxics = '/proxies/link/toxics'

/** Every type that both know, with attributes that both take. */
export const attributesByType = {
  noop: {},
  latency: { latency: 5, jitter: 1 },
  bandwidth: { rate: 100 },
  slow_close: { delay: 5 },
  timeout: { timeout: 5_000 },
  reset_peer: { timeout: 5_000 },
  slicer: { average_size: 10, size_variation: 5, delay: 1 },
  limit_data: { bytes: 100 },
} as const

const zeroByType = {
  latency: { latency: 0, jitter: 0 },
  bandwidth: { rate: 0 },
  slow_close: { delay: 0 },
  timeout: { timeout: 0 },
  reset_peer: { timeout: 0 },
  limit_data: { bytes: 0 },
} as const

/** `/proxies/{proxy}/toxics` and below. */
export function toxicsApi(context: Context): void {
  const call: Context['bench']['call'] = (...args) => context.bench.call(...args)

  test.each(Object.entries(attributesByType))(
    '%s is created with 200 and shown',
    async (type, attributes) => {
      const { status, json } = await call('POST', toxics, { type, attributes })
      const expected = { name: `${type}_downstream`, type, stream: 'downstream', toxicity: 1, attributes }
      expect([status, json]).toMatchObject([200, expected])
      expect(await call('GET', `${toxics}/${type}_downstream`)).toMatchObject({ status: 200, json })
      expect((await call('GET', toxics)).json).toEqual([json])
      expect((await context.bench.state()).toxics).toEqual([json])
    },
  )

  test.each(Object.entries(zeroByType))(
    'the attributes of %s are 0 when not given',
    async (type, attributes) => {
      expect((await call('POST', toxics, { type })).json.attributes).toEqual(attributes)
    },
  )

  test('upstream ones are listed first, and stream is taken in any case', async () => {
    await call('POST', toxics, { type: 'noop', name: 'first', stream: 'Downstream' })
    await call('POST', toxics, { type: 'noop', name: 'second', stream: 'UPSTREAM' })
    expect((await call('GET', toxics)).json.map(({ name }: { name: string }) => name)).toEqual([
      'second',
      'first',
    ])
  })

  test.each([
    { average_size: 1, size_variation: 1, delay: 0 },
    { average_size: 64, size_variation: 64, delay: 10 },
  ])('slicer varies by as much as its size: %j', async (attributes) => {
    const { status, json } = await call('POST', toxics, { type: 'slicer', attributes })
    expect([status, json.attributes]).toEqual([200, attributes])
  })

  test('names are unique over both streams', async () => {
    await call('POST', toxics, { type: 'noop', name: 'one' })
    const { status, json } = await call('POST', toxics, { type: 'noop', name: 'one', stream: 'upstream' })
    expect([status, json]).toEqual([409, { error: 'toxic already exists', status: 409 }])
  })

  const badStream = 'stream was invalid, can be either upstream or downstream'
  test.each([
    ['{', /^bad request body: /],
    [{ type: 'latency', stream: 'sideways' }, badStream],
    [{ type: 'latency', stream: '' }, badStream],
    [{ type: 'unheard', stream: 'sideways' }, badStream],
    [{ type: 'unheard' }, 'invalid toxic type'],
    [{}, 'invalid toxic type'],
    [{ type: 'latency', toxicity: '1' }, /^bad request body: /],
    [{ type: 'latency', attributes: { latency: '100' } }, /^bad request body: /],
    [{ type: 'latency', attributes: { latency: 1.5 } }, /^bad request body: /],
  ])('refuses %j with 400', async (body, message) => {
    const { status, json } = await call('POST', toxics, body)
    expect([status, json]).toEqual([400, { error: expect.stringMatching(message), status: 400 }])
    expect((await call('GET', toxics)).json).toEqual([])
  })

  test('checks the type before a duplicate, and a duplicate before attributes', async () => {
    await call('POST', toxics, { type: 'noop', name: 'dup' })
    expect((await call('POST', toxics, { type: 'unheard', name: 'dup' })).status).toBe(400)
    const body = { type: 'latency', name: 'dup', attributes: { latency: 'x' } }
    expect((await call('POST', toxics, body)).status).toBe(409)
  })

  test.each(['POST', 'PATCH'])('%s merges attributes and toxicity', async (method) => {
    const body = { type: 'latency', name: 'l', toxicity: 0.5, attributes: { latency: 5, jitter: 1 } }
    await call('POST', toxics, body)
    const { status, json } = await call(method, `${toxics}/l`, { attributes: { latency: 7 } })
    expect([status, json]).toMatchObject([200, { toxicity: 0.5, attributes: { latency: 7, jitter: 1 } }])
    const toxicity = await call(method, `${toxics}/l`, { toxicity: 0 })
    expect(toxicity.json).toMatchObject({ toxicity: 0, attributes: { latency: 7, jitter: 1 } })
    expect((await call(method, `${toxics}/l`, '{')).status).toBe(400)
    expect((await call('GET', `${toxics}/l`)).json).toEqual(toxicity.json)
  })

  test('deleting answers 204', async () => {
    await call('POST', toxics, { type: 'noop', name: 'n' })
    expect(await call('DELETE', `${toxics}/n`)).toMatchObject({ status: 204, text: '' })
    expect((await call('GET', toxics)).json).toEqual([])
  })

  describe.each(['GET', 'POST', 'PATCH', 'DELETE'])('%s', (method) => {
    test('of an unknown one is 404, before the body is looked at', async () => {
      const body = method === 'POST' || method === 'PATCH' ? '{' : undefined
      const toxic = await call(method, `${toxics}/unknown`, body)
      expect([toxic.status, toxic.json]).toEqual([404, { error: 'toxic not found', status: 404 }])
      const proxy = await call(method, '/proxies/unknown/toxics/x', body)
      expect([proxy.status, proxy.json]).toEqual([404, { error: 'proxy not found', status: 404 }])
    })
  })

  context.differs('strict-values', 'zero, negative and absurd values are 400 with the reason', async () => {
    for (const [type, attributes, reason] of absurd) {
      const { status, json } = await call('POST', toxics, { type, attributes })
      expect([status, json.error], `${type} ${JSON.stringify(attributes)}`).toEqual([
        400,
        expect.stringMatching(reason),
      ])
    }
    expect((await call('POST', toxics, { type: 'noop', toxicity: 1.1 })).status).toBe(400)
    expect((await call('GET', toxics)).json).toEqual([])
  })

  context.differs('strict-values', 'an update to such a value is 400 and changes nothing', async () => {
    const attributes = { average_size: 10, size_variation: 5, delay: 0 }
    await call('POST', toxics, { type: 'slicer', name: 's', attributes })
    for (const change of [{ average_size: 0 }, { average_size: 4 }, { size_variation: 11 }, { delay: -1 }])
      expect((await call('PATCH', `${toxics}/s`, { attributes: change })).status).toBe(400)
    expect((await call('GET', `${toxics}/s`)).json.attributes).toEqual(attributes)
  })

  context.differs('blackhole', 'blackhole and swallow_from are types', async () => {
    expect((await call('POST', toxics, { type: 'blackhole' })).status).toBe(200)
    const swallow = { type: 'swallow_from', attributes: { pattern: '88' } }
    expect((await call('POST', toxics, swallow)).status).toBe(200)
  })
}

const absurd = [
  ['latency', { latency: -1 }, /latency must be whole milliseconds/],
  ['latency', { jitter: 1e12 }, /jitter/],
  ['bandwidth', { rate: -1 }, /rate must be whole KB\/s/],
  ['bandwidth', { rate: 1e300 }, /rate/],
  ['slow_close', { delay: -1 }, /delay/],
  ['timeout', { timeout: 2 ** 31 }, /timeout/],
  ['reset_peer', { timeout: -5 }, /timeout/],
  ['slicer', {}, /average_size is required/],
  ['slicer', { average_size: 0 }, /average_size must be whole bytes from 1/],
  ['slicer', { average_size: -3 }, /average_size/],
  ['slicer', { average_size: 5, size_variation: 6 }, /size_variation must be at most average_size 5/],
  ['slicer', { average_size: 5, size_variation: -1 }, /size_variation/],
  ['slicer', { average_size: 5, delay: -1 }, /delay must be whole microseconds/],
  ['limit_data', { bytes: -1 }, /bytes/],
  ['limit_data', { bytes: 0.5 }, /bytes/],
] as const
