import { describe, expect, test } from 'vitest'
import type { Context } from './context.ts'

const toxics = '/proxies/link/toxics'
const listen = '127.0.0.1:0'

/** How bodies are read, and which of several faults is answered with. */
export function jsonBodies(context: Context): void {
  const call: Context['bench']['call'] = (...args) => context.bench.call(...args)

  test('null is a body in which nothing is given', async () => {
    const error = (message: string) => ({ status: 400, json: { error: message, status: 400 } })
    expect(await call('POST', '/proxies', 'null')).toMatchObject(error('missing required field: name'))
    expect(await call('POST', toxics, 'null')).toMatchObject(error('invalid toxic type'))
    expect((await call('POST', '/populate', 'null')).status).toBe(201)
    const entry = error('missing required field: name at proxy 1')
    expect(await call('POST', '/populate', '[null]')).toMatchObject(entry)
    const before = await context.bench.state()
    expect(await call('PATCH', '/proxies/link', 'null')).toMatchObject({ status: 200, json: before })
    const { json: toxic } = await call('POST', toxics, { type: 'latency', attributes: { latency: 5 } })
    expect(await call('PATCH', `${toxics}/latency_downstream`, 'null')).toMatchObject({
      status: 200,
      json: toxic,
    })
  })

  test.each([5, true, ['x'], { x: 1 }])('a name of %j is 400 in an update, too', async (name) => {
    expect((await call('PATCH', '/proxies/link', { name })).status).toBe(400)
    expect((await call('POST', '/proxies/link', { name, enabled: false })).status).toBe(400)
    expect((await context.bench.state()).enabled).toBe(true)
  })

  test.each(['1.0', '1e2', '10.0', '1E1', '-0.0'])(
    'an attribute is no whole number when written %s',
    async (text) => {
      const body = `{"type":"latency","attributes":{"latency":${text}}}`
      expect((await call('POST', toxics, body)).status).toBe(400)
      await context.bench.addToxic('latency', { latency: 5 })
      const path = `${toxics}/latency_downstream`
      expect((await call('PATCH', path, `{"attributes":{"latency":${text}}}`)).status).toBe(400)
      expect((await call('GET', path)).json.attributes.latency).toBe(5)
    },
  )

  test.each(['1.0', '5e-1', '0.50', '0'])('a toxicity may be written %s', async (text) => {
    const made = await call('POST', toxics, `{"type":"noop","toxicity":${text}}`)
    expect([made.status, made.json.toxicity]).toEqual([200, Number(text)])
    const changed = await call('PATCH', `${toxics}/noop_downstream`, `{"toxicity":${text}}`)
    expect([changed.status, changed.json.toxicity]).toEqual([200, Number(text)])
  })

  test.each(['UPSTREAM', 'Downstream'])('the stream %s is shown as it was written', async (stream) => {
    const expected = { stream, name: `noop_${stream}` }
    expect((await call('POST', toxics, { type: 'noop', stream })).json).toMatchObject(expected)
    expect((await call('GET', `${toxics}/noop_${stream}`)).json).toMatchObject(expected)
    expect((await context.bench.state()).toxics).toMatchObject([expected])
  })

  describe('a lone surrogate is U+FFFD', () => {
    test.each(['"\\ud800"', '"\\udc00"', '"\\ud800x"'])('in the name %s', async (text) => {
      const name = JSON.parse(text).replace(/[\ud800-\udfff]/, '\ufffd')
      const path = `/proxies/${encodeURIComponent(name)}`
      const made = await call('POST', '/proxies', `{"name":${text},"listen":"${listen}","upstream":"x:1"}`)
      expect([made.status, made.json.name]).toEqual([201, name])
      const toxic = await call('POST', `${path}/toxics`, `{"type":"noop","name":${text}}`)
      expect([toxic.status, toxic.json.name]).toEqual([200, name])
      expect((await call('DELETE', `${path}/toxics/${encodeURIComponent(name)}`)).status).toBe(204)
      expect((await call('DELETE', path)).status).toBe(204)
    })
  })

  describe('of several faults', () => {
    test.each([
      [{ name: 'link', listen: 'bad', upstream: 'x:1' }, 409],
      [{ name: 'link', listen, upstream: 'no-port' }, 409],
      [{ name: 'link', listen, upstream: 5 }, 400],
      [{ name: 'link', listen }, 400],
      [{ name: 'new', listen: 'bad' }, 400],
    ])('creating %j is %i', async (body, status) => {
      expect((await call('POST', '/proxies', body)).status).toBe(status)
    })

    test.each([
      [{ type: 'noop', name: 'dup', toxicity: 2 }, 409],
      [{ type: 'latency', name: 'dup', attributes: { latency: -1 } }, 409],
      [{ type: 'noop', name: 'dup', toxicity: 'x' }, 400],
      [{ type: 'noop', name: 'dup', attributes: 7 }, 400],
      [{ type: 'noop', name: 'dup', stream: 'sideways' }, 400],
      [{ type: 'unheard', name: 'dup' }, 400],
    ])('adding %j is %i', async (body, status) => {
      await call('POST', toxics, { type: 'noop', name: 'dup' })
      expect((await call('POST', toxics, body)).status).toBe(status)
    })

    test('one in a field comes before one in an address', async () => {
      const change = { listen: 'bad', enabled: 'no' }
      expect((await call('PATCH', '/proxies/link', change)).status).toBe(400)
      const list = [{ listen: 5 }, { name: 'a', listen: 'bad', upstream: 'x:1' }]
      expect((await call('POST', '/populate', list)).status).toBe(400)
    })

    test('an unknown proxy comes before a body', async () => {
      expect((await call('PATCH', '/proxies/unknown', '{')).status).toBe(404)
    })
  })

  context.differs('half-update', 'an update that is refused changes nothing', async () => {
    const body = { type: 'latency', attributes: { latency: 5, jitter: 1 } }
    const { json } = await call('POST', toxics, body)
    const path = `${toxics}/latency_downstream`
    expect((await call('PATCH', path, { attributes: { latency: 7, jitter: 'x' } })).status).toBe(400)
    expect((await call('GET', path)).json).toEqual(json)
  })

  context.differs('toxicity-digits', 'a toxicity is shown as it was given', async () => {
    expect((await call('POST', toxics, { type: 'noop', toxicity: 0.123456789 })).json.toxicity).toBe(
      0.123456789,
    )
  })
}
