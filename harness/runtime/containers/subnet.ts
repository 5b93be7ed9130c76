import { readFileSync } from 'node:fs'
import { networkInterfaces } from 'node:os'

/** An IPv4 /24, by its first three bytes. */
export interface Subnet {
  readonly prefix: string
  readonly cidr: string
}

/**
 * A random /24 in the upper half of 10.0.0.0/8 that no interface or route of this machine touches. Another process may
 * take it at the same moment: the engine then refuses it and the caller asks for the next.
 */
export function pickSubnet(): Subnet {
  const used = [...interfaceRanges(), ...routeRanges()]
  for (;;) {
    const second = 128 + Math.floor(Math.random() * 128)
    const third = Math.floor(Math.random() * 256)
    const prefix = `10.${second}.${third}`
    const subnet = range(`${prefix}.0`, 24)
    if (!used.some((other) => subnet.first <= other.last && other.first <= subnet.last))
      return { prefix, cidr: `${prefix}.0/24` }
  }
}

interface Range {
  readonly first: number
  readonly last: number
}

function range(address: string, bits: number): Range {
  const size = 2 ** (32 - bits)
  const first = Math.floor(toNumber(address) / size) * size
  return { first, last: first + size - 1 }
}

function toNumber(address: string): number {
  return address.split('.').reduce((sum, byte) => sum * 256 + Number(byte), 0)
}

function interfaceRanges(): Range[] {
  return Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .filter((one) => one.family === 'IPv4' && one.cidr)
    .map(({ cidr }) => {
      const [address, bits] = cidr!.split('/') as [string, string]
      return range(address, Number(bits))
    })
}

/** Routes of Linux; elsewhere the engine lives in a machine of its own and its interfaces are not ours. */
function routeRanges(): Range[] {
  let table: string
  try {
    table = readFileSync('/proc/net/route', 'utf8')
  } catch {
    return []
  }
  const rows = table.trim().split('\n').slice(1)
  return rows
    .map((row) => row.split('\t'))
    .map((columns) => ({ destination: littleEndian(columns[1]!), mask: littleEndian(columns[7]!) }))
    .filter(({ mask }) => mask > 0)
    .map(({ destination, mask }) => ({ first: destination, last: destination + (2 ** 32 - 1 - mask) }))
}

/** The kernel prints addresses as hex in the byte order of the machine. */
function littleEndian(hex: string): number {
  const bytes = hex.match(/../g) ?? []
  return bytes.reduceRight((sum, byte) => sum * 256 + Number.parseInt(byte, 16), 0)
}
