import { describe, expect, test } from 'vitest'
import { dial } from '../testing/peer.ts'
import type { Context } from './context.ts'

const listen = '127.0.0.1:0'

/** `/proxies` and `/proxies/{proxy}`. */
export function proxies(context: Context): void {
  const call: Context['bench']['call'] = (...args) => context.bench.call(...args)

  test('creating answers 201 with its JSON, and it is listed by its name', async () => {
    const made = await call('POST', '/proxies', { name: 'a', listen, upstream: 'localhost:1' })
    expect(made.status).toBe(201)
    expect(made.json).toMatchObject({ name: 'a', upstream: 'localhost:1', enabled: true, toxics: [] })
    expect(made.json.listen).toMatch(/^127\.0\.0\.1:[1-9]\d*$/)
    expect(await call('GET', '/proxies/a')).toMatchObject({ status: 200, json: made.json })
    const all = await call('GET', '/proxies')
    expect([all.status, Object.keys(all.json).sort()]).toEqual([200, ['a', 'link']])
    expect(all.json.a).toEqual(made.json)
  })

  context.differs(
    'reset-now',
    'a reset of one proxy ends what is open, with RST, and nothing later',
    async () => {
      const { client, server } = await context.bench.pair()
      expect(await call('POST', '/proxies/link/reset')).toMatchObject({
        status: 200,
        json: { connections: 1 },
      })
      const later = await context.bench.pair()
      expect([await client.ended, await server.ended]).toEqual(['ECONNRESET', 'ECONNRESET'])
      later.client.send('x')
      await later.server.receive(1)
      expect((await call('POST', '/proxies/nothing/reset')).status).toBe(404)
    },
  )

  test('null stands for the default', async () => {
    const body = { name: 'a', listen, upstream: 'localhost:1', enabled: null }
    expect((await call('POST', '/proxies', body)).json.enabled).toBe(true)
  })

  test('names of fields may be written in any case', async () => {
    const body = { Name: 'a', LISTEN: listen, Upstream: 'localhost:1' }
    expect((await call('POST', '/proxies', body)).status).toBe(201)
  })

  test('a disabled one does not listen', async () => {
    const at = context.bench.listen
    const body = { name: 'off', listen: at, upstream: 'localhost:1', enabled: false }
    expect(await call('POST', '/proxies', body)).toMatchObject({
      status: 201,
      json: { enabled: false, listen: at },
    })
  })

  test.each([
    [{ listen, upstream: 'x:1' }, 'missing required field: name'],
    [{ name: 'b', listen }, 'missing required field: upstream'],
    ['{"name":', /^bad request body: /],
    [{ name: 5, listen, upstream: 'x:1' }, /^bad request body: /],
    [{ name: 'b', listen, upstream: 'x:1', enabled: 'no' }, /^bad request body: /],
    ['[]', /^bad request body: /],
  ])('refuses %j with 400', async (body, message) => {
    const { status, json } = await call('POST', '/proxies', body)
    expect([status, json]).toEqual([400, { error: expect.stringMatching(message), status: 400 }])
  })

  test('a taken name is 409', async () => {
    const { status, json } = await call('POST', '/proxies', { name: 'link', listen, upstream: 'x:1' })
    expect([status, json]).toEqual([409, { error: 'proxy already exists', status: 409 }])
  })

  test('an address in use is 500 with the text of the system, and nothing is created', async () => {
    const body = { name: 'taken', listen: context.bench.listen, upstream: 'x:1' }
    const { status, json } = await call('POST', '/proxies', body)
    const error = `listen tcp ${context.bench.listen}: bind: address already in use`
    expect([status, json]).toEqual([500, { error, status: 500 }])
    expect((await call('GET', '/proxies/taken')).status).toBe(404)
  })

  test.each(['GET', 'POST', 'PATCH', 'DELETE'])('%s of an unknown one is 404', async (method) => {
    const body = method === 'POST' || method === 'PATCH' ? {} : undefined
    const { status, json } = await call(method, '/proxies/unknown', body)
    expect([status, json]).toEqual([404, { error: 'proxy not found', status: 404 }])
  })

  describe.each(['POST', 'PATCH'])('%s', (method) => {
    test('changes only what it names, and a new upstream drops connections', async () => {
      const { client } = await context.bench.pair()
      const { status, json } = await call(method, '/proxies/link', { upstream: '127.0.0.1:1' })
      expect([status, json]).toMatchObject([
        200,
        { listen: context.bench.listen, upstream: '127.0.0.1:1', enabled: true },
      ])
      await client.ended
    })

    test('enabled: false closes listener and connections; true opens them again', async () => {
      const { client } = await context.bench.pair()
      expect((await call(method, '/proxies/link', { enabled: false })).json.enabled).toBe(false)
      await client.ended
      await expect(dial(context.bench.listen)).rejects.toThrow('ECONNREFUSED')
      expect((await call(method, '/proxies/link', {})).json.enabled).toBe(false)
      expect((await call(method, '/proxies/link', { enabled: true })).json.enabled).toBe(true)
      await context.bench.pair()
    })
  })

  test('deleting answers 204, closes connections and frees the port', async () => {
    const { client } = await context.bench.pair()
    expect(await call('DELETE', '/proxies/link')).toMatchObject({ status: 204, text: '' })
    await client.ended
    const again = { name: 'link', listen: context.bench.listen, upstream: 'localhost:1' }
    expect((await call('POST', '/proxies', again)).status).toBe(201)
  })

  context.differs('added-fields', 'a proxy shows its connections and the toxics removed last', async () => {
    await context.bench.pair()
    expect(await context.bench.state()).toMatchObject({ connections: 1, removed: [] })
  })

  context.differs('strict-values', 'an upstream that cannot be dialled is 400', async () => {
    for (const upstream of ['x', 'x:', 'x:0', ':', 'x:65536', 'x:no-such-service', 'x:1:2', '127.1:80'])
      expect((await call('POST', '/proxies', { name: 'b', listen, upstream })).status, upstream).toBe(400)
  })

  context.differs('strict-json', 'text after the JSON is 400', async () => {
    expect(
      (await call('POST', '/proxies', '{"name":"b","listen":"127.0.0.1:0","upstream":"x:1"} x')).status,
    ).toBe(400)
  })

  context.differs('default-host', 'without a host it listens on loopback', async () => {
    const { json } = await call('POST', '/proxies', { name: 'b', listen: ':0', upstream: 'x:1' })
    expect(json.listen).toMatch(/^127\.0\.0\.1:/)
  })

  context.differs('as-written', 'an address on all interfaces is shown as it was written', async () => {
    const { json } = await call('POST', '/proxies', { name: 'b', listen: '0.0.0.0:0', upstream: 'x:1' })
    expect(json.listen).toMatch(/^0\.0\.0\.0:/)
  })

  context.differs('as-written', 'populate leaves a proxy on all interfaces alone', async () => {
    const wanted = { name: 'b', listen: '0.0.0.0:0', upstream: 'x:1' }
    const { json } = await call('POST', '/proxies', wanted)
    await call('POST', '/proxies/b/toxics', { type: 'noop' })
    const populated = await call('POST', '/populate', [{ ...wanted, listen: json.listen }])
    expect(populated.json.proxies[0]).toMatchObject({ listen: json.listen, toxics: [{ type: 'noop' }] })
  })

  context.differs('body-limit', 'a body above 1 MiB is 413', async () => {
    const body = { name: 'x'.repeat(1_100_000), upstream: 'x:1' }
    expect((await call('POST', '/proxies', body)).status).toBe(413)
  })
}
