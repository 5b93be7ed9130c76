import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { HarnessError } from '../errors.ts'
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
 * such connection can take the port of a stopped service.
 */
export class LoopbackAddresses {
  readonly host: string
  readonly #taken = new Set<number>()
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

  async #freePort(): Promise<number> {
    const { low, high } = portRange()
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const port = low + Math.floor(Math.random() * (high - low))
      if (this.#taken.has(port)) continue
      this.#taken.add(port)
      if (await canListen(this.host, port)) return port
    }
    throw new HarnessError(`no free port on ${this.host} between ${low} and ${high} after ${ATTEMPTS} tries`)
  }
}

/** 127.x.y.z with x ≥ 1: away from 127.0.0.1 and from what distributions put at 127.0.0.0/16. */
function randomLoopback(): string {
  const byte = (min: number) => min + Math.floor(Math.random() * (255 - min))
  return `127.${byte(1)}.${byte(0)}.${byte(1)}`
}

/** The wider of the two spans that the kernel's ephemeral range leaves. */
function portRange(): { low: number; high: number } {
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

function canListen(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.on('error', () => resolve(false))
    server.listen(port, host, () => server.close(() => resolve(true)))
  })
}
