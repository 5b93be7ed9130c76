import type { Hono } from 'hono'
import type { ProxyCollection } from '../proxy-collection.ts'
import { readFields } from './body.ts'
import { toxicView } from './views.ts'

/**
 * `/proxies/{proxy}/toxics` and below. Once a body is read a handler never waits: a toxic acts on all open connections
 * before its request is answered, and before any other request is looked at.
 */
export function toxicRoutes(app: Hono, proxies: ProxyCollection): void {
  app.get('/proxies/:proxy/toxics', (c) =>
    c.json(proxies.get(c.req.param('proxy')).toxics.list().map(toxicView)),
  )
  app.post('/proxies/:proxy/toxics', async (c) => {
    const { toxics } = proxies.get(c.req.param('proxy'))
    return c.json(toxicView(toxics.add(await readFields(c))))
  })
  app.get('/proxies/:proxy/toxics/:toxic', (c) => {
    const { toxics } = proxies.get(c.req.param('proxy'))
    return c.json(toxicView(toxics.get(c.req.param('toxic'))))
  })
  app.on(['POST', 'PATCH'], '/proxies/:proxy/toxics/:toxic', async (c) => {
    const { toxics } = proxies.get(c.req.param('proxy'))
    toxics.get(c.req.param('toxic'))
    return c.json(toxicView(toxics.update(c.req.param('toxic'), await readFields(c))))
  })
  app.delete('/proxies/:proxy/toxics/:toxic', (c) => {
    proxies.get(c.req.param('proxy')).toxics.remove(c.req.param('toxic'))
    return c.body(null, 204)
  })
}
