import { lookup } from 'node:dns/promises'
import type { AddressInfo, Server } from 'node:net'
import { getSystemErrorMessage } from 'node:util'
import { formatAddress, type HostPort, isNoHost, parseAddress } from './address.ts'
import { ApiError } from './api/api-error.ts'

const loopback = '127.0.0.1'

/**
 * Where a proxy that names no host, or no address at all, listens: where the API does. So not on every interface of the
 * machine, as with the original, unless that was asked for: faults must not reach beyond it.
 * @param host of the API
 */
export function defaultProxyHost(host: string): string {
  return host === 'localhost' || host === '::1' || host.startsWith('127.') ? loopback : host
}

/**
 * The IP address that a text names to listen on. A name with addresses of both families is IPv4, as in the original.
 * @param defaultHost where the text names none
 * @throws ApiError 500, worded as the original words it
 */
export async function resolveListen(text: string, defaultHost: string): Promise<HostPort> {
  try {
    const { host, port } = text === '' ? { host: '', port: 0 } : parseAddress(text)
    return { host: await addressOf(host || defaultHost), port }
  } catch (error) {
    throw new ApiError(`listen tcp: ${(error as Error).message}`, 500)
  }
}

async function addressOf(host: string): Promise<string> {
  const noSuchHost = () => new Error(`lookup ${host}: no such host`)
  if (isNoHost(host)) throw noSuchHost()
  const found = await lookup(host, { order: 'ipv4first' }).catch(() => {
    throw noSuchHost()
  })
  return found.address
}

/**
 * Connections the kernel may queue before they are accepted. Linux cuts it to net.core.somaxconn, 4096 by default;
 * Node's own 511 overflows when a thousand hosts dial at once.
 */
const backlog = 4_096

/**
 * Starts listening and gives the address it really listens on (a port 0 is filled in).
 * @throws BindError with the text of the failed system call, worded as the original words it
 */
export async function listenOn(server: Server, wanted: HostPort): Promise<HostPort> {
  try {
    // Node tries :: by itself, and 0.0.0.0 on a machine without IPv6.
    await bind(server, wanted.host === '::' ? { port: wanted.port } : wanted)
  } catch (error) {
    throw new BindError(wanted, error as NodeJS.ErrnoException)
  }
  const { address, port } = server.address() as AddressInfo
  return { host: address, port }
}

/** An address cannot be listened on. */
export class BindError extends ApiError {
  readonly code: string | undefined

  constructor(wanted: HostPort, { code, errno, message }: NodeJS.ErrnoException) {
    const why = typeof errno === 'number' ? getSystemErrorMessage(errno) : message
    super(`listen tcp ${formatAddress(wanted)}: bind: ${why}`, 500)
    this.code = code
  }
}

function bind(server: Server, at: Partial<HostPort>): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ ...at, backlog }, () => {
      server.off('error', reject)
      resolve()
    })
  })
}
