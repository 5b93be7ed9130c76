import type { Tunnel } from './tunnel.ts'

/** The tunnels of this relay. */
export class Tunnels {
  /** Every upgraded one, in the middle of its registration or registered. */
  readonly open = new Set<Tunnel>()
  /** The one that serves a host: the last that registered. */
  readonly #serving = new Map<string, Tunnel>()
  /** The last that arrived for a host, registered or not. */
  readonly #newest = new Map<string, Tunnel>()

  arrive(tunnel: Tunnel): void {
    this.open.add(tunnel)
    this.#newest.set(tunnel.hostId, tunnel)
  }

  isNewest(tunnel: Tunnel): boolean {
    return this.#newest.get(tunnel.hostId) === tunnel
  }

  /** Makes a tunnel serve its host; gives the one that it replaces. */
  serve(tunnel: Tunnel): Tunnel | undefined {
    const previous = this.#serving.get(tunnel.hostId)
    this.#serving.set(tunnel.hostId, tunnel)
    return previous
  }

  serving(hostId: string): Tunnel | undefined {
    const tunnel = this.#serving.get(hostId)
    return tunnel?.isOpen ? tunnel : undefined
  }

  get registered(): Iterable<Tunnel> {
    return this.#serving.values()
  }

  leave(tunnel: Tunnel): void {
    this.open.delete(tunnel)
    if (this.#serving.get(tunnel.hostId) === tunnel) this.#serving.delete(tunnel.hostId)
    if (this.#newest.get(tunnel.hostId) === tunnel) this.#newest.delete(tunnel.hostId)
  }
}
