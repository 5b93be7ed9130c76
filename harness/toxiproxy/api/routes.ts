import { type Context, Hono, type MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { messageOf } from '../../errors.ts'
import type { Metrics } from '../metrics/metrics.ts'
import { prometheusContentType } from '../metrics/prometheus.ts'
import type { ProxyCollection } from '../proxy-collection.ts'
import { ApiError } from './api-error.ts'
import { proxyRoutes } from './proxy-routes.ts'
import { toxicRoutes } from './toxic-routes.ts'

/** The API that is served here is that of this Toxiproxy release; the part after the plus says whose server it is. */
export const version = '2.12.0+gameday'

/** Bytes. The largest real request, a populate of a thousand proxies, has a tenth of it. */
const maxBodyBytes = 1_048_576

/** The whole HTTP API of the server. */
export function routes(proxies: ProxyCollection, metrics: Metrics): Hono {
  const app = new Hono()
  app.use(refuseBrowsers)
  app.use(bodyLimit({ maxSize: maxBodyBytes, onError: refuseBody }))
  app.get('/version', (c) => c.json({ version }))
  if (metrics)
    app.get('/metrics', async (c) => c.body(await metrics(), 200, { 'content-type': prometheusContentType }))
  proxyRoutes(app, proxies)
  toxicRoutes(app, proxies)
  for (const path of paths) app.all(path, (c) => answerError(c, new ApiError('method not allowed', 405)))
  app.notFound((c) => answerError(c, new ApiError('not found', 404)))
  app.onError((error, c) => answerError(c, error))
  return app
}

const paths = [
  '/version',
  '/reset',
  '/populate',
  '/proxies',
  '/proxies/:proxy',
  '/proxies/:proxy/toxics',
  '/proxies/:proxy/toxics/:toxic',
]

function answerError(context: Context, error: unknown): Response {
  const status = error instanceof ApiError ? error.status : 500
  return context.json({ error: messageOf(error), status }, status)
}

/** A page in a browser must not be able to drive a proxy on the visitor's machine. */
const refuseBrowsers: MiddlewareHandler = async (context, next) => {
  if (context.req.header('user-agent')?.startsWith('Mozilla/'))
    return context.text('User agent not allowed', 403)
  return next()
}

function refuseBody(context: Context): Response {
  // The rest of the body is not read, so that nothing can follow it on this connection.
  context.header('connection', 'close')
  return answerError(context, new ApiError(`request body larger than ${maxBodyBytes} bytes`, 413))
}
