import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { HarnessError } from '../errors.ts'
import { claimPort, type PortClaim } from './port-claim.ts'
import type { Address } from './runtime.ts'

/** Linux's default range of ports for outgoing connections; source: ip-sysctl of the kernel. Also fits macOS (49152 up). */
const defaultEphemeral = { low: 32_768, high: 60_999 }

/** Below are ports that well-known local services use. */
const LOWEST_PORT = 10_000

/** Ports of one service are tried one after the other; so many taken in a row means that something else is wrong. */
const ATTEMPTS = 200

/**
 * Gives out addresses of this machine that stay free while their service is down. On Linux every instance has a loopback
 * address of its own, which keeps runs apart; ports lie outside the kernel's range for outgoing connections, so that no
 * such connection can take the port of a stopped service. A program may also listen on all interfaces, whatever address it is told:
 * so nobody listens on a port at any address when it is given out, and no other run of this machine gets it until it is released.
 */
export class LoopbackAddresses {
  readonly host: string
  readonly #taken = new Set<number>()
  readonly #claims: PortClaim[] = []
  readonly #reserved = new Map<string, Record<string, Address>>()

  constructor(host = process.platform === 'linux' ? randomLoopback() : '127.0.0.1') {
    this.host = host
  }

  /** The same names give the same addresses again. */
  async reserve(service: string, ports: readonly string[]): Promise<Record<string, Address>> {
    const reserved = this.#reserved.get(service) ?? {}
    this.#reserved.set(service, reserved)
    for (const name of ports) reserved[name] ??= { host: this.host, port: await this.#freePort() }
    return Object.fromEntries(ports.map((name) => [name, reserved[name]!]))
  }

  /** The ports may be given to others. */
  async release(): Promise<void> {
    await Promise.all(this.#claims.splice(0).map((claim) => claim.release()))
  }

  async #freePort(): Promise<number> {
    const { low, high } = portRange()
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const port = low + Math.floor(Math.random() * (high - low))
      if (this.#taken.has(port)) continue
      this.#taken.add(port)
      const claim = await claimPort(port)
      if (!claim) continue
      if (await isFree(this.host, port)) {
        this.#claims.push(claim)
        return port
      }
      await claim.release()
    }
    throw new HarnessError(`no port between ${low} and ${high} was free after ${ATTEMPTS} tries`)
  }
}

/** 127.x.y.z with x ≥ 1: away from 127.0.0.1 and from what distributions put at 127.0.0.0/16. */
function randomLoopback(): string {
  const byte = (min: number) => min + Math.floor(Math.random() * (255 - min))
  return `127.${byte(1)}.${byte(0)}.${byte(1)}`
}

/** The wider of the two spans that the kernel's ephemeral range leaves. */
export function portRange(): { low: number; high: number } {
  const ephemeral = ephemeralRange()
  const below = { low: LOWEST_PORT, high: ephemeral.low }
  const above = { low: ephemeral.high + 1, high: 65_536 }
  return below.high - below.low >= above.high - above.low ? below : above
}

function ephemeralRange(): { low: number; high: number } {
  try {
    const [low, high] = readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8').trim().split(/\s+/)
    return { low: Number(low), high: Number(high) }
  } catch {
    return defaultEphemeral
  }
}

/** Whether nobody listens on the port, at this address or any other. */
async function isFree(host: string, port: number): Promise<boolean> {
  // One after the other: they are in each other's way.
  for (const address of [host, '0.0.0.0', '::']) if (!(await canListen(address, port))) return false
  return true
}

/** A machine may do without IPv6. */
const noSuchAddress = new Set(['EAFNOSUPPORT', 'EADDRNOTAVAIL'])

function canListen(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.on('error', ({ code }: NodeJS.ErrnoException) =>
      resolve(host === '::' && noSuchAddress.has(code ?? '')),
    )
    server.listen(port, host, () => server.close(() => resolve(true)))
  })
}
