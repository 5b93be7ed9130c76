import { createServer, type Server } from 'node:net'

/** A port that no other harness on this machine gives out. Ends with this process, however it ends. */
export interface PortClaim {
  release(): Promise<void>
}

/**
 * Claims a port for this process; undefined where another has it. The claim is an abstract socket of Linux, which lives in the same network
 * namespace as the port, takes no port itself and is gone with its process. Elsewhere there is none, and every claim succeeds: there runs are
 * kept apart by what listens at the moment.
 */
export async function claimPort(port: number): Promise<PortClaim | undefined> {
  if (process.platform !== 'linux') return { release: async () => {} }
  const server = createServer((socket) => socket.destroy())
  if (!(await listens(server, `\0gameday-port-${port}`))) return undefined
  server.unref()
  return { release: () => new Promise((resolve) => server.close(() => resolve())) }
}

function listens(server: Server, path: string): Promise<boolean> {
  return new Promise((resolve) => {
    server.on('error', () => resolve(false))
    server.listen(path, () => resolve(true))
  })
}
