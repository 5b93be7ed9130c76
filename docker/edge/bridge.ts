import type { Socket } from 'node:net'

/**
 * Joins two sockets byte for byte: an end of one direction is passed on as such while the other goes on, and a reset as a reset.
 * Both sockets must allow half-open connections.
 */
export function bridge(a: Socket, b: Socket): void {
  oneWay(a, b)
  oneWay(b, a)
}

function oneWay(from: Socket, to: Socket): void {
  from.on('error', () => to.resetAndDestroy())
  from.on('close', () => {
    if (!from.readableEnded) to.destroy()
  })
  from.pipe(to)
}
