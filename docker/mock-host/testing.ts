import { once } from 'node:events'
import type { AddressInfo, Socket } from 'node:net'
import { onTestFinished } from 'vitest'
import { type WebSocket, WebSocketServer } from 'ws'
import { until } from '../relay/testing/service.ts'
import type { ToHost } from '../relay/wire.ts'

/** A relay that does only what a test tells it to. */
export class ScriptedRelay {
  readonly tunnels: WebSocket[] = []
  readonly sockets: Socket[] = []
  url = ''
  readonly #server: WebSocketServer

  /** @param greet called with each tunnel as it opens. */
  constructor(greet: (tunnel: WebSocket) => void) {
    this.#server = new WebSocketServer({ host: '127.0.0.1', port: 0 })
    this.#server.on('connection', (tunnel, request) => {
      tunnel.on('error', () => {})
      this.tunnels.push(tunnel)
      this.sockets.push(request.socket)
      greet(tunnel)
    })
    onTestFinished(() => {
      for (const tunnel of this.tunnels) tunnel.terminate()
      this.#server.close()
    })
  }

  async listen(): Promise<this> {
    if (this.#server.address() === null) await once(this.#server, 'listening')
    this.url = `ws://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
    return this
  }

  /** The nth tunnel (from 1), now or later. */
  tunnel(n: number): Promise<WebSocket> {
    return until(`tunnel number ${n}`, () => this.tunnels[n - 1])
  }
}

export function say(tunnel: WebSocket, message: ToHost): void {
  tunnel.send(JSON.stringify(message))
}

/** A relay that pings every tunnel once and then waits for the test. */
export function quietRelay(): Promise<ScriptedRelay> {
  return new ScriptedRelay((tunnel) => say(tunnel, { type: 'ping' })).listen()
}
