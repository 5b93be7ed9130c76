import type { ProxyCollection } from '../proxy-collection.ts'
import { ApiError } from './api-error.ts'
import { readFields, readJson } from './body.ts'
import { populate } from './populate.ts'
import { readNewProxy, readProxyUpdate } from './proxy-input.ts'
import type { Router } from './router.ts'
import { proxyView } from './views.ts'

/** `/proxies`, `/proxies/{proxy}`, `/populate` and `/reset`. */
export function proxyRoutes(router: Router, proxies: ProxyCollection): void {
  router.on('GET', '/proxies', () => ({
    status: 200,
    json: Object.fromEntries(proxies.list().map((proxy) => [proxy.name, proxyView(proxy)])),
  }))
  router.on('POST', '/proxies', async (call) => {
    const proxy = await proxies.add(readNewProxy(await readFields(call)))
    return { status: 201, json: proxyView(proxy) }
  })
  router.on('GET', '/proxies/:proxy', ({ params }) => ({
    status: 200,
    json: proxyView(proxies.get(params.proxy)),
  }))
  router.on(['POST', 'PATCH'], '/proxies/:proxy', async (call) => {
    const { proxy: name } = call.params
    proxies.get(name)
    const proxy = await proxies.update(name, readProxyUpdate(await readFields(call)))
    return { status: 200, json: proxyView(proxy) }
  })
  router.on('DELETE', '/proxies/:proxy', async ({ params }) => {
    await proxies.remove(params.proxy)
    return { status: 204 }
  })
  // An addition of ours: in one step, so that what is dialled again at once is not hit, however busy the machine.
  router.on('POST', '/proxies/:proxy/reset', ({ params }) => ({
    status: 200,
    json: { connections: proxies.get(params.proxy).resetConnections() },
  }))
  // Another of ours: what tells the packets of a proxy from those of all others.
  router.on('GET', '/proxies/:proxy/flows', ({ params }) => ({
    status: 200,
    json: { flows: proxies.get(params.proxy).flows },
  }))
  router.on('POST', '/populate', async (call) => {
    const { done, error } = await populate(proxies, await readJson(call))
    const views = done.map(proxyView)
    if (!error) return { status: 201, json: { proxies: views } }
    const status = error instanceof ApiError ? error.status : 500
    return { status, json: { error: error.message, status, proxies: views } }
  })
  router.on('POST', '/reset', async () => {
    await proxies.reset()
    return { status: 204 }
  })
}
