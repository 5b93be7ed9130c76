import { isIP } from 'node:net'
import { servicePort } from './service-ports.ts'

export interface HostPort {
  /** Empty where none is written. */
  readonly host: string
  readonly port: number
}

/** Why a text is no address, in the words of the original. */
export class AddressError extends Error {}

/**
 * Reads `host:port`, `[ipv6]:port` or `:port` by the rules of the original: the port may be a service's name, and none is 0.
 * @throws AddressError
 */
export function parseAddress(text: string): HostPort {
  const { host, port } = splitAddress(text)
  return { host, port: portOf(port) }
}

export function formatAddress({ host, port }: HostPort): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}

const numeric = /^(?:(?:\d+|0x[\da-f]*)(?:\.|$))+$/i

/** What the system would take for a short or octal IP address (`127.1`) is a name to the original, and no host has it. */
export function isNoHost(host: string): boolean {
  return host.includes('\0') || (isIP(host) === 0 && numeric.test(host))
}

function splitAddress(text: string): { readonly host: string; readonly port: string } {
  const wrong = (why: string) => new AddressError(`address ${text}: ${why}`)
  const [, bracketed, plain, port] = /^(?:\[([^[\]]*)\]|([^[\]]*)):([^:[\]]*)$/.exec(text) ?? []
  if (port === undefined) {
    if (!text.includes(':')) throw wrong('missing port in address')
    throw wrong(/[[\]]/.test(text) ? 'unexpected brackets in address' : 'too many colons in address')
  }
  if (plain?.includes(':')) throw wrong('too many colons in address')
  return { host: bracketed ?? plain ?? '', port }
}

function portOf(text: string): number {
  if (text === '') return 0
  const port = /^[+-]?\d+$/.test(text) ? Number(text) : servicePort(text)
  if (port === undefined) throw new AddressError(`lookup tcp/${text}: unknown port`)
  if (port < 0 || port > 65_535) throw new AddressError(`address ${text}: invalid port`)
  return port
}
