import type { Socket } from 'node:net'

/** From a write to the question, ms: the RST of a peer on this machine or its container network takes well under one. */
const answeredMs = 5

const nothing = Buffer.alloc(0)
const asked = new WeakSet<Socket>()

/**
 * After a write to a socket whose peer has sent a FIN: was the peer gone altogether? Then its system answered with an RST.
 * Node, which reads no longer after a FIN, would learn that from the next real write; a write of nothing tells it now, as an
 * 'error' of the socket.
 */
export function askWhetherGone(socket: Socket): void {
  if (asked.has(socket)) return
  asked.add(socket)
  setTimeout(() => {
    asked.delete(socket)
    if (socket.writable) socket.write(nothing)
  }, answeredMs)
}
