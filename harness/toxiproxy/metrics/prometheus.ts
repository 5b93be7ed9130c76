import type { TrafficRow } from './traffic.ts'

export const prometheusContentType = 'text/plain; version=0.0.4; charset=utf-8'

/** The bytes carried, under the names and labels of the original. */
export function trafficMetrics(rows: readonly Readonly<TrafficRow>[]): string {
  const labels = ({ direction, listener, proxy, upstream }: TrafficRow) =>
    `{direction="${direction}",listener="${escaped(listener)}",proxy="${escaped(proxy)}",upstream="${escaped(upstream)}"}`
  return (
    family(
      'toxiproxy_proxy_received_bytes_total',
      'counter',
      'Bytes read from the source of a stream.',
      rows.map((row) => `${labels(row)} ${row.received}`),
    ) +
    family(
      'toxiproxy_proxy_sent_bytes_total',
      'counter',
      'Bytes passed on to the target of a stream.',
      rows.map((row) => `${labels(row)} ${row.sent}`),
    )
  )
}

/** One metric with its samples, each written as labels (may be empty) and value. */
export function family(
  name: string,
  type: 'counter' | 'gauge',
  help: string,
  samples: readonly string[],
): string {
  const lines = [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...samples.map((one) => name + one)]
  return samples.length === 0 ? '' : `${lines.join('\n')}\n`
}

/** A label's value, as the text format wants it. */
function escaped(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
}
