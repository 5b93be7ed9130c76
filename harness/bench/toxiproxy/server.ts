import { createServer, type Socket } from 'node:net'
import { now } from '../../journal/clock.ts'
import { serveCalls } from './calls.ts'
import { stampBytes } from './stamp.ts'

/** One write of the source. */
const block = Buffer.alloc(512 * 1024, 'abcdefghij')

/** ns from stamp to arrival */
let delays: number[] = []

/** Each kind of server listens on a port of its own. */
const kinds = {
  /** Sends as fast as its client takes it. */
  source(socket: Socket) {
    const send = () => {
      while (socket.writable && socket.write(block));
    }
    socket.on('drain', send).resume()
    send()
  },
  /** Takes what comes and drops it. */
  sink(socket: Socket) {
    socket.resume()
  },
  echo(socket: Socket) {
    socket.on('data', (chunk) => socket.write(chunk))
  },
  /** Notes how long each stamp was under way. */
  stamps(socket: Socket) {
    let rest = Buffer.alloc(0)
    socket.on('data', (chunk) => {
      const arrived = now()
      const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
      const whole = bytes.length - (bytes.length % stampBytes)
      for (let at = 0; at < whole; at += stampBytes) delays.push(arrived - bytes.readDoubleLE(at))
      rest = bytes.subarray(whole)
    })
  },
} as const

serveCalls({
  listen: (kind: keyof typeof kinds) =>
    new Promise<number>((resolve) => {
      const server = createServer({ noDelay: true }, (socket) => {
        socket.on('error', () => {})
        kinds[kind](socket)
      })
      server.listen({ port: 0, host: '127.0.0.1', backlog: 4_096 }, () =>
        resolve((server.address() as { port: number }).port),
      )
    }),
  /** Those since the last time it was asked. */
  delays() {
    const taken = delays
    delays = []
    return taken
  },
})
