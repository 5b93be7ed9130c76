import type { ProxyCollection } from '../proxy-collection.ts'
import { processMetrics } from './process.ts'
import { trafficMetrics } from './prometheus.ts'
import type { Traffic } from './traffic.ts'

/** What `GET /metrics` answers; undefined where no metrics are enabled. */
export type Metrics = (() => Promise<string>) | undefined

/** @param traffic what closed connections carried; undefined = not counted */
export function metricsOf(proxies: ProxyCollection, traffic: Traffic | undefined, runtime: boolean): Metrics {
  if (!traffic && !runtime) return undefined
  return async () => {
    const parts = [traffic ? trafficMetrics(proxies.trafficNow(traffic).rows()) : '']
    if (runtime) parts.push(await processMetrics())
    return parts.join('')
  }
}
