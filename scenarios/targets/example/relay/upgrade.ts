import { type IncomingMessage, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import { codes, relayNameHeader } from '../protocol.ts'
import { constants } from './constants.ts'
import { Refused, type Verify } from './tokens.ts'
import { Tunnel } from './tunnel.ts'
import type { Tunnels } from './tunnels.ts'

const options = {
  noServer: true,
  clientTracking: false,
  perMessageDeflate: false,
  // What a peer that never answers a close may cost.
  closeTimeout: constants.tailMs,
}

/** Serves `GET /v1/tunnel`: the host is the subject of the token. @param relay `machine/region`. */
export function upgrades(relay: string, verify: Verify, tunnels: Tunnels) {
  const sockets = new WebSocketServer(options)
  sockets.on('headers', (headers) => headers.push(`${relayNameHeader}: ${relay}`))
  return async (request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> => {
    socket.on('error', () => {}) // Broken before it is a tunnel: nobody to tell.
    const host = await hostOf(request, verify).catch((error: unknown) => error)
    if (typeof host !== 'string') return refuse(socket, host instanceof Refused ? host.status : 500)
    sockets.handleUpgrade(request, socket, head, (websocket) => {
      const tunnel = new Tunnel(host, websocket)
      // Asked only now: the relay may have begun to leave while it waited for the issuer's keys.
      if (tunnels.leaving) tunnel.close(codes.leaving, 'relay is leaving')
      else tunnels.arrive(tunnel)
    })
  }
}

async function hostOf(request: IncomingMessage, verify: Verify): Promise<string> {
  const { subject, scope } = await verify(request)
  if (request.url !== '/v1/tunnel' || scope !== 'host') throw new Refused(401, 'not_a_host')
  return subject
}

function refuse(socket: Duplex, status: number): void {
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`)
}
