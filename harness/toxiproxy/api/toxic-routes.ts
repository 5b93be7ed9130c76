import type { ProxyCollection } from '../proxy-collection.ts'
import { readFields } from './body.ts'
import type { Router } from './router.ts'
import { toxicView } from './views.ts'

/**
 * `/proxies/{proxy}/toxics` and below. Once a body is read a handler never waits: a toxic acts on all open connections
 * before its request is answered, and before any other request is looked at.
 */
export function toxicRoutes(router: Router, proxies: ProxyCollection): void {
  router.on('GET', '/proxies/:proxy/toxics', ({ params }) => ({
    status: 200,
    json: proxies.get(params.proxy).toxics.list().map(toxicView),
  }))
  router.on('POST', '/proxies/:proxy/toxics', async (call) => {
    const { toxics } = proxies.get(call.params.proxy)
    return { status: 200, json: toxicView(toxics.add(await readFields(call))) }
  })
  router.on('GET', '/proxies/:proxy/toxics/:toxic', ({ params }) => ({
    status: 200,
    json: toxicView(proxies.get(params.proxy).toxics.get(params.toxic)),
  }))
  router.on(['POST', 'PATCH'], '/proxies/:proxy/toxics/:toxic', async (call) => {
    const { toxics } = proxies.get(call.params.proxy)
    toxics.get(call.params.toxic)
    return { status: 200, json: toxicView(toxics.update(call.params.toxic, await readFields(call))) }
  })
  router.on('DELETE', '/proxies/:proxy/toxics/:toxic', ({ params }) => {
    proxies.get(params.proxy).toxics.remove(params.toxic)
    return { status: 204 }
  })
}
