import { expect, test } from 'vitest'
import type { Context } from './context.ts'

const listen = '127.0.0.1:0'

/** `/populate`, `/reset`, `/version`, `/metrics` and what is refused. */
export function serverApi(context: Context): void {
  const call: Context['bench']['call'] = (...args) => context.bench.call(...args)

  test('populate creates, leaves the same untouched and replaces what differs', async () => {
    const first = await call('POST', '/populate', [
      { name: 'p1', listen, upstream: '127.0.0.1:1' },
      { name: 'p2', listen, upstream: '127.0.0.1:2', enabled: false },
    ])
    expect(first.status).toBe(201)
    expect(first.json.proxies).toMatchObject([
      { name: 'p1', enabled: true, toxics: [] },
      { name: 'p2', enabled: false },
    ])
    await call('POST', '/proxies/p1/toxics', { type: 'noop' })
    const { listen: at } = first.json.proxies[0]
    const again = await call('POST', '/populate', [
      { name: 'p1', listen: at, upstream: '127.0.0.1:1' },
      { name: 'p2', listen, upstream: '127.0.0.1:3' },
    ])
    expect(again.status).toBe(201)
    expect(again.json.proxies[0]).toMatchObject({ listen: at, toxics: [{ name: 'noop_downstream' }] })
    expect(again.json.proxies[1]).toMatchObject({ upstream: '127.0.0.1:3', enabled: true })
  })

  test('populate with a missing field is 400, says where, and changes nothing', async () => {
    const { status, json } = await call('POST', '/populate', [
      { name: 'r1', listen, upstream: 'x:1' },
      { name: 'r2', listen },
    ])
    expect([status, json]).toMatchObject([
      400,
      { error: 'missing required field: upstream at proxy 2', status: 400 },
    ])
    expect((await call('GET', '/proxies/r1')).status).toBe(404)
  })

  test('populate stops at the first that cannot be opened, and says what was done', async () => {
    const { status, json } = await call('POST', '/populate', [
      { name: 'q1', listen, upstream: 'x:1' },
      { name: 'q2', listen: context.bench.listen, upstream: 'x:1' },
      { name: 'q3', listen, upstream: 'x:1' },
    ])
    expect([status, json.status]).toEqual([500, 500])
    expect(json.error).toContain('address already in use')
    expect(json.proxies.map(({ name }: { name: string }) => name)).toEqual(['q1'])
    expect((await call('GET', '/proxies/q3')).status).toBe(404)
  })

  test('populate of what is no list is 400', async () => {
    expect((await call('POST', '/populate', {})).status).toBe(400)
    expect((await call('POST', '/populate', '[')).status).toBe(400)
  })

  test('reset answers 204, enables every proxy and removes every toxic', async () => {
    await call('POST', '/proxies', { name: 'off', listen, upstream: 'x:1', enabled: false })
    await context.bench.addToxic('latency')
    await context.bench.addToxic('latency', {}, { stream: 'upstream' })
    expect(await call('POST', '/reset')).toMatchObject({ status: 204, text: '' })
    expect((await call('GET', '/proxies/off')).json.enabled).toBe(true)
    expect((await context.bench.state()).toxics).toEqual([])
  })

  test('version', async () => {
    const { status, json } = await call('GET', '/version')
    expect([status, json]).toEqual([200, { version: expect.any(String) }])
  })

  test('metrics are 404 unless enabled', async () => {
    expect((await call('GET', '/metrics')).status).toBe(404)
  })

  test('browsers are refused with 403', async () => {
    const browser = { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64)' }
    expect((await call('GET', '/version', undefined, browser)).status).toBe(403)
    expect((await call('POST', '/reset', undefined, browser)).status).toBe(403)
  })

  test('a wrong method is 405, a wrong path 404', async () => {
    expect((await call('PUT', '/proxies/link', {})).status).toBe(405)
    expect((await call('GET', '/reset')).status).toBe(405)
    expect((await call('GET', '/nothing')).status).toBe(404)
  })

  context.differs('populate-empty', 'populate of nothing gives an empty list', async () => {
    for (const body of [[], 'null'])
      expect(await call('POST', '/populate', body)).toMatchObject({ status: 201, json: { proxies: [] } })
  })
}
