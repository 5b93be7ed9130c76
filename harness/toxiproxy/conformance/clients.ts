import { expect, test } from 'vitest'
import type { Context } from './context.ts'

/** Requests as clients in other languages write them, taken from their sources. */
export function otherClients(context: Context): void {
  const call: Context['bench']['call'] = (...args) => context.bench.call(...args)
  const json = { 'content-type': 'application/json' }

  test('toxiproxy-cli and the Go client: whole objects back and forth', async () => {
    const agent = { ...json, 'user-agent': 'toxiproxy-cli' }
    const { listen } = context.bench
    const body = { name: 'go', listen: '127.0.0.1:0', upstream: 'x:1', enabled: true, toxics: null }
    const made = await call('POST', '/proxies', body, agent)
    expect(made.status).toBe(201)
    const toxic = {
      name: 't',
      type: 'latency',
      stream: 'downstream',
      toxicity: 1,
      attributes: { latency: 1000 },
    }
    expect((await call('POST', '/proxies/go/toxics', toxic, agent)).json).toMatchObject(toxic)
    const change = { attributes: { jitter: 50 } }
    expect((await call('PATCH', '/proxies/go/toxics/t', change, agent)).json.attributes).toEqual({
      latency: 1000,
      jitter: 50,
    })
    // "toggle" sends back all that it was given, toxics too.
    const shown = (await call('GET', '/proxies/go', undefined, agent)).json
    const toggled = await call('POST', '/proxies/go', { ...shown, enabled: false }, agent)
    expect(toggled.json).toMatchObject({ enabled: false, listen: made.json.listen, toxics: [toxic] })
    expect((await call('POST', '/reset', '', agent)).status).toBe(204)
    expect(await call('DELETE', '/proxies/go', undefined, agent)).toMatchObject({ status: 204, text: '' })
    expect((await context.bench.state()).listen).toBe(listen)
  })

  test('toxiproxy-ruby: null for what is not set, updates by POST', async () => {
    const body = { upstream: 'localhost:1', name: 'ruby', listen: 'localhost:0', enabled: null }
    const made = await call('POST', '/proxies', body)
    expect([made.status, made.json.enabled]).toEqual([201, true])
    expect(made.json.listen).toMatch(/^(127\.0\.0\.1|\[::1\]):\d+$/)
    expect((await call('POST', '/proxies/ruby', { enabled: false })).json.enabled).toBe(false)
    expect((await call('POST', '/proxies/ruby', { enabled: true })).json.enabled).toBe(true)
    const toxic = { name: 'latency_upstream', type: 'latency', stream: 'upstream', toxicity: 1.0 }
    const attributes = { latency: 100 }
    expect((await call('POST', '/proxies/ruby/toxics', { ...toxic, attributes })).json).toMatchObject(toxic)
  })

  test('toxiproxy-java: bodies sent as a form, numbers with a point', async () => {
    const form = { 'content-type': 'application/x-www-form-urlencoded', 'user-agent': 'Java/21.0.2' }
    const body = '{"name":"slow","type":"latency","stream":"downstream","attributes":{"latency":100}}'
    expect((await call('POST', '/proxies/link/toxics', body, form)).status).toBe(200)
    const toxicity = await call('POST', '/proxies/link/toxics/slow', '{"toxicity":0.5}', form)
    expect(toxicity.json).toMatchObject({ toxicity: 0.5, attributes: { latency: 100, jitter: 0 } })
    const whole = await call('POST', '/proxies/link/toxics/slow', '{"toxicity":1.0}', form)
    expect(whole.json.toxicity).toBe(1)
  })
}
