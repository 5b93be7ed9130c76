import { type ServeFlags, serve } from '../toxiproxy/serve.ts'

interface ToxiproxyOptions {
  readonly host?: string
  readonly port?: string
  readonly config?: string
  readonly seed?: string
  readonly proxyMetrics?: boolean
  readonly runtimeMetrics?: boolean
}

/** `gameday toxiproxy`: the embedded Toxiproxy by itself, until SIGINT or SIGTERM. */
export function toxiproxy({ proxyMetrics, runtimeMetrics, ...rest }: ToxiproxyOptions): Promise<void> {
  const flags: ServeFlags = { ...rest, 'proxy-metrics': proxyMetrics, 'runtime-metrics': runtimeMetrics }
  return serve(flags)
}
