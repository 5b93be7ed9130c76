import { connect, createServer } from 'node:net'
import { serveCalls } from './calls.ts'

/** The least that a proxy on Node can be: two sockets and two pipes. What Node costs by itself. */
serveCalls({
  /** @returns the port that leads to `port` */
  listen: (port: number) =>
    new Promise<number>((resolve) => {
      const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
        const upstream = connect({ port, host: '127.0.0.1', allowHalfOpen: true, noDelay: true })
        client.on('error', () => upstream.destroy())
        upstream.on('error', () => client.destroy())
        client.pipe(upstream)
        upstream.pipe(client)
      })
      server.listen({ port: 0, host: '127.0.0.1', backlog: 4_096 }, () =>
        resolve((server.address() as { port: number }).port),
      )
    }),
})
