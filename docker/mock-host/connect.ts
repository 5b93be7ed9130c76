import { connect, isIP, type Socket } from 'node:net'
import { type ConnectionOptions, connect as connectByTls } from 'node:tls'

/**
 * Connects to a relay. Over TLS nothing is sent before its certificate has been verified.
 * @param tls whom it has to be vouched for by; undefined: it does not speak TLS
 */
export function connectTo(
  { host, port }: { readonly host: string; readonly port: number },
  tls: ConnectionOptions | undefined,
): Socket {
  if (!tls) return connect({ host, port, noDelay: true })
  // An address is no server name (RFC 6066, section 3).
  const name = isIP(host) === 0 ? { servername: host } : {}
  return connectByTls({ ...tls, ...name, host, port }).setNoDelay(true)
}
