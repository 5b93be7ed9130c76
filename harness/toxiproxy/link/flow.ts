import type { Socket } from 'node:net'
import { formatAddress } from '../address.ts'

/** A TCP connection of a proxy, by the addresses of whoever dialled it and of whoever accepted it. */
export interface Flow {
  /** `accepted`: from a client. `dialled`: to the upstream. */
  readonly side: 'accepted' | 'dialled'
  readonly from: string
  readonly to: string
}

/** @param socket the proxy's end. @returns undefined while it is not connected, or no longer */
export function flowOf(socket: Socket, side: Flow['side']): Flow | undefined {
  const { localAddress, localPort, remoteAddress, remotePort } = socket
  if (localAddress === undefined || localPort === undefined) return undefined
  if (remoteAddress === undefined || remotePort === undefined) return undefined
  const own = formatAddress({ host: plain(localAddress), port: localPort })
  const other = formatAddress({ host: plain(remoteAddress), port: remotePort })
  return side === 'accepted' ? { side, from: other, to: own } : { side, from: own, to: other }
}

/** A socket of both families writes an IPv4 address as one of IPv6. */
const plain = (address: string) => address.replace(/^::ffff:/, '')
