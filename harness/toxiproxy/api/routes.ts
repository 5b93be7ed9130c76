import type { Metrics } from '../metrics/metrics.ts'
import { prometheusContentType } from '../metrics/prometheus.ts'
import type { ProxyCollection } from '../proxy-collection.ts'
import { proxyRoutes } from './proxy-routes.ts'
import { Router } from './router.ts'
import { toxicRoutes } from './toxic-routes.ts'

/** The API that is served here is that of this Toxiproxy release; the part after the plus says whose server it is. */
export const version = '2.12.0+gameday'

/** The whole HTTP API of the server. */
export function routes(proxies: ProxyCollection, metrics: Metrics): Router {
  const router = new Router()
  router.on('GET', '/version', () => ({ status: 200, json: { version } }))
  if (metrics)
    router.on('any', '/metrics', async () => ({
      status: 200,
      text: await metrics(),
      headers: { 'content-type': prometheusContentType },
    }))
  proxyRoutes(router, proxies)
  toxicRoutes(router, proxies)
  return router
}
