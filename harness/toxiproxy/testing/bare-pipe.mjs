// What a connection costs the runtime by itself: a proxy of two pipes and nothing else. argv: port of the upstream.
import { connect, createServer } from 'node:net'

const upstreamPort = Number(process.argv[2])
const server = createServer({ allowHalfOpen: true }, (client) => {
  const upstream = connect({ port: upstreamPort, host: '127.0.0.1', allowHalfOpen: true })
  client.pipe(upstream).pipe(client)
  for (const socket of [client, upstream]) socket.on('error', () => {})
})
server.listen({ port: 0, host: '127.0.0.1', backlog: 4_096 }, () => console.log(server.address().port))
