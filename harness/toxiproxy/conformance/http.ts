import { request } from 'node:http'
import { expect, test } from 'vitest'
import type { Context } from './context.ts'

/** Paths, methods and headers of the API. */
export function httpApi(context: Context): void {
  const call: Context['bench']['call'] = (...args) => context.bench.call(...args)
  const browser = { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64)' }

  test.each(['/version', '/proxies', '/proxies/link', '/proxies/link/toxics', '/reset'])(
    'HEAD %s is 405',
    async (path) => {
      expect(await call('HEAD', path)).toMatchObject({ status: 405, text: '' })
    },
  )

  test.each([
    ['//proxies', '/proxies'],
    ['/proxies//toxics', '/proxies/toxics'],
    ['/proxies//link?x=//y', '/proxies/link?x=//y'],
    ['//evil.example/proxies', '/evil.example/proxies'],
    ['/x/../proxies/./link', '/proxies/link'],
    ['/../version', '/version'],
    ['//', '/'],
    ['/proxies/..', '/'],
    ['/x//', '/x/'],
  ])('%s is moved to %s', async (path, to) => {
    for (const method of ['GET', 'POST']) expect(await asWritten(context, method, path)).toEqual([301, to])
  })

  test('a path may follow the whole address', async () => {
    expect(await asWritten(context, 'GET', `${context.bench.toxiproxy.url}/proxies/link`)).toEqual([
      200,
      undefined,
    ])
  })

  test.each(['/Proxies', '/proxies/', '/proxies/link/', '/proxies/link/toxics/x/y', '/'])(
    '%s is 404',
    async (path) => {
      expect((await call('GET', path)).status).toBe(404)
    },
  )

  test.each(['/%zz', '/proxies/%zz', '/proxies/%E0%A4%A', '/version%'])('%s is 400', async (path) => {
    expect((await asWritten(context, 'GET', path))[0]).toBe(400)
  })

  test('escapes that are no UTF-8 name nothing, and a query is not looked at', async () => {
    expect((await call('GET', '/proxies/%E0%A4')).status).toBe(404)
    expect((await call('GET', '/version?%zz')).status).toBe(200)
  })

  test.each([
    ['GET', '/version', 403],
    ['POST', '/reset', 403],
    ['GET', '/proxies/unknown', 403],
    ['GET', '/nothing', 404],
    ['PUT', '/proxies', 405],
    ['HEAD', '/version', 405],
  ])('%s %s of a browser is %i', async (method, path, status) => {
    expect((await call(method, path, undefined, browser)).status).toBe(status)
  })

  test('every answer of a route has a request id of its own', async () => {
    const answers = [
      await call('GET', '/version'),
      await call('GET', '/proxies'),
      await call('GET', '/proxies/unknown'),
      await call('POST', '/proxies', '{'),
      await call('DELETE', '/proxies/link'),
      await call('GET', '/version', undefined, browser),
    ]
    const ids = answers.map(({ headers }) => headers['x-toxiproxy-request-id'])
    for (const id of ids) expect(id).toMatch(/^[0-9a-v]{20}$/)
    expect(new Set(ids).size).toBe(ids.length)
  })

  context.differs('browser-guard', 'a page of another site is refused, whatever its user agent', async () => {
    for (const mark of [{ origin: 'http://evil.example' }, { 'sec-fetch-site': 'cross-site' }])
      for (const path of ['/version', '/nothing', '//proxies'])
        expect((await call('GET', path, undefined, mark)).status).toBe(403)
  })

  context.differs('version', 'the version tells whose server it is', async () => {
    expect((await call('GET', '/version')).json.version).toBe('2.12.0+gameday')
  })

  context.differs('slash-names', 'a proxy and a toxic with a slash in their names are reached', async () => {
    const name = 'a/b/../c'
    await call('POST', '/proxies', { name, listen: '127.0.0.1:0', upstream: 'x:1' })
    const path = `/proxies/${encodeURIComponent(name)}`
    await call('POST', `${path}/toxics`, { type: 'noop', name })
    expect((await call('DELETE', `${path}/toxics/${encodeURIComponent(name)}`)).status).toBe(204)
    expect((await call('DELETE', path)).status).toBe(204)
  })
}

/** Asks for a path that `fetch` would tidy up. @returns status and where it is moved to */
function asWritten(context: Context, method: string, path: string): Promise<[number, string | undefined]> {
  const { hostname, port } = new URL(context.bench.toxiproxy.url)
  return new Promise((resolve, reject) => {
    request({ hostname, port, method, path, agent: false }, (response) =>
      resolve([response.resume().statusCode!, response.headers.location]),
    )
      .on('error', reject)
      .end()
  })
}
