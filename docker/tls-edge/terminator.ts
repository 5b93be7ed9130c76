import { X509Certificate } from 'node:crypto'
import { connect, type Socket } from 'node:net'
import { pipeline } from 'node:stream'
import { createServer, type TLSSocket } from 'node:tls'
import { certificateAlert } from './alert.ts'
import type { KeyPair } from './config.ts'

/**
 * What became of a handshake in which a certificate was presented. `refused`: the client said so by an alert. `closed`: it ended the connection without
 * a byte of its own. `trusted`: it sent something.
 */
export type Outcome = 'refused' | 'closed' | 'trusted'

/** Where decrypted connections are passed on to. */
interface Upstream {
  readonly host: string
  readonly port: number
}

/**
 * Ends TLS on the connections that it is given, with one certificate. Its session tickets are its own, so that no session of another certificate is
 * resumed.
 */
export function createTerminator(pair: KeyPair, upstream: Upstream): (socket: Socket) => void {
  const server = createServer({ ...pair }, (near) => passOn(near, upstream))
  return (socket) => void server.emit('connection', socket)
}

/** The same for a bad certificate, which says what clients made of it. */
export function createWatchedTerminator(
  pair: KeyPair,
  upstream: Upstream,
  onHandshake: (outcome: Outcome, alert?: string) => void,
): (socket: Socket) => void {
  const certificateBytes = new X509Certificate(pair.cert).raw.length
  // A server for each connection: an error of a handshake does not say of which one it is.
  return (socket) => {
    let alert: string | undefined
    let trusted = false
    const noteAlert = (error: Error) => {
      alert ??= certificateAlert(error)
    }
    const server = createServer({ ...pair }, (near) => {
      near.on('error', noteAlert)
      near.once('data', () => {
        trusted = true
        onHandshake('trusted')
      })
      passOn(near, upstream)
    })
    server.on('tlsClientError', noteAlert)
    socket.once('close', () => {
      // Some clients leave in the middle of the handshake, as they do not like what they see; a probe of the port has seen nothing.
      if (trusted || socket.bytesWritten < certificateBytes) return
      onHandshake(alert === undefined ? 'closed' : 'refused', alert)
    })
    server.emit('connection', socket)
  }
}

/** Decrypted, both ways. A connection that breaks takes the other side with it, which `pipeline` does. */
function passOn(near: TLSSocket, upstream: Upstream): void {
  const far = connect({ ...upstream, noDelay: true })
  pipeline(near, far, () => {})
  pipeline(far, near, () => {})
}
