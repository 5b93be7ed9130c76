import { lookup } from 'node:dns/promises'
import type { AddressInfo, Server } from 'node:net'
import { getSystemErrorMessage } from 'node:util'
import { ApiError } from './api/api-error.ts'

export interface HostPort {
  readonly host: string
  readonly port: number
}

const addressPattern = /^(?:\[([^\]]*)\]|([^:]*)):(\d{1,5})$/

/** `host:port`, `[ipv6]:port` or `:port`; undefined for anything else. */
export function parseAddress(text: string): HostPort | undefined {
  const match = addressPattern.exec(text)
  const port = Number(match?.[3])
  return match && port <= 65_535 ? { host: match[1] ?? match[2] ?? '', port } : undefined
}

export function formatAddress({ host, port }: HostPort): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}

const loopback = '127.0.0.1'

/**
 * Where a proxy that names no host, or no address at all, listens: where the API does. So not on every interface of the
 * machine, as with the original, unless that was asked for: faults must not reach beyond it.
 * @param host of the API
 */
export function defaultProxyHost(host: string): string {
  return host === 'localhost' || host === '::1' || host.startsWith('127.') ? loopback : host
}

/** One way to write an address; what is none stays as it is. */
export function canonicalAddress(text: string, defaultHost: string): string {
  const address = parseAddress(text)
  if (!address) return text
  const host = address.host === '' ? defaultHost : address.host.toLowerCase()
  return formatAddress({ host: host === 'localhost' ? loopback : host, port: address.port })
}

/**
 * Connections the kernel may queue before they are accepted. Linux cuts it to net.core.somaxconn, 4096 by default;
 * Node's own 511 overflows when a thousand hosts dial at once.
 */
const backlog = 4_096

/**
 * Starts listening and gives the address it really listens on (a port 0 is filled in).
 * @throws ApiError 500 with the text of the failed system call, worded as the original words it
 */
export async function listenOn(server: Server, text: string, defaultHost = loopback): Promise<string> {
  const wanted = text === '' ? { host: '', port: 0 } : parseAddress(text)
  if (!wanted) throw new ApiError(`listen tcp: address ${text}: write host:port`, 500)
  try {
    // A name with addresses of both families listens on IPv4, as the original does.
    const { address } = await lookup(wanted.host || defaultHost, { order: 'ipv4first' })
    // Node tries :: by itself, and 0.0.0.0 on a machine without IPv6.
    await bind(server, address === '::' ? { port: wanted.port } : { host: address, port: wanted.port })
  } catch (error) {
    throw new ApiError(`listen tcp ${formatAddress(wanted)}: bind: ${causeOf(error)}`, 500)
  }
  const { address, port } = server.address() as AddressInfo
  return formatAddress({ host: address, port })
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

function causeOf(error: unknown): string {
  const { errno, message } = error as NodeJS.ErrnoException
  return typeof errno === 'number' ? getSystemErrorMessage(errno) : message
}
