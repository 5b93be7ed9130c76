import type { Hono } from 'hono'
import type { ProxyCollection } from '../proxy-collection.ts'
import { ApiError } from './api-error.ts'
import { readFields, readJson } from './body.ts'
import { populate } from './populate.ts'
import { readNewProxy, readProxyUpdate } from './proxy-input.ts'
import { proxyView } from './views.ts'

/** `/proxies`, `/proxies/{proxy}`, `/populate` and `/reset`. */
export function proxyRoutes(app: Hono, proxies: ProxyCollection): void {
  app.get('/proxies', (c) =>
    c.json(Object.fromEntries(proxies.list().map((proxy) => [proxy.name, proxyView(proxy)]))),
  )
  app.post('/proxies', async (c) => {
    const proxy = await proxies.add(readNewProxy(await readFields(c)))
    return c.json(proxyView(proxy), 201)
  })
  app.get('/proxies/:proxy', (c) => c.json(proxyView(proxies.get(c.req.param('proxy')))))
  app.on(['POST', 'PATCH'], '/proxies/:proxy', async (c) => {
    const name = c.req.param('proxy')
    proxies.get(name)
    const proxy = await proxies.update(name, readProxyUpdate(await readFields(c)))
    return c.json(proxyView(proxy))
  })
  app.delete('/proxies/:proxy', async (c) => {
    await proxies.remove(c.req.param('proxy'))
    return c.body(null, 204)
  })
  app.post('/populate', async (c) => {
    const { done, error } = await populate(proxies, await readJson(c))
    const views = done.map(proxyView)
    if (!error) return c.json({ proxies: views }, 201)
    const status = error instanceof ApiError ? error.status : 500
    return c.json({ error: error.message, status, proxies: views }, status)
  })
  app.post('/reset', async (c) => {
    await proxies.reset()
    return c.body(null, 204)
  })
}
