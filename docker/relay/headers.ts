import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http'

/** Headers that belong to one connection (RFC 9110, 7.6.1) and are never passed on. */
const hopByHop = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

/** The headers that a proxy passes on, minus those named. */
export function endToEnd(headers: IncomingHttpHeaders, ...dropped: string[]): OutgoingHttpHeaders {
  const named = new Set([...dropped, ...(headers.connection ?? '').toLowerCase().split(/\s*,\s*/)])
  return Object.fromEntries(
    Object.entries(headers).filter(
      ([name, value]) => value !== undefined && !hopByHop.has(name) && !named.has(name),
    ),
  )
}

/** Headers as a tunnel message carries them: one text per name. */
export function flatten(headers: OutgoingHttpHeaders): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : String(value),
    ]),
  )
}
