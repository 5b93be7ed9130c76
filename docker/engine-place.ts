import { readFileSync } from 'node:fs'
import type { RequestOptions } from 'node:https'
import { homedir } from 'node:os'
import { join } from 'node:path'

/** Where an engine listens: the path of its Unix socket, or `tcp://host:port`. */
export type EnginePlace = string

/** Whether an engine is one of another machine, or is to be taken for one. */
export const isRemote = (place: EnginePlace): boolean => place.startsWith('tcp://')

/** How long a connection may be silent before the kernel asks whether the other side is there, ms. */
export const KEEP_ALIVE_MS = 5_000

/**
 * How to connect to an engine. One of another machine with TLS only, as whoever reaches it is root there: by the files that Docker's command line
 * takes, in `DOCKER_CERT_PATH` or `~/.docker`.
 * @throws Error that names the file which is not there
 */
export function connectionTo(
  place: EnginePlace,
): Pick<RequestOptions, 'socketPath' | 'protocol' | 'host' | 'port' | 'ca' | 'cert' | 'key'> {
  if (!isRemote(place)) return { socketPath: place }
  const { hostname, port } = new URL(place)
  const folder = process.env.DOCKER_CERT_PATH || join(homedir(), '.docker')
  const file = (name: string) => {
    try {
      return readFileSync(join(folder, name))
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      throw new Error(
        `${place} is reached with TLS only: DOCKER_CERT_PATH names the folder of ca.pem, cert.pem and key.pem, and ${join(folder, name)} cannot be read (${code})`,
      )
    }
  }
  return {
    ...{ protocol: 'https:', host: hostname, port: Number(port) },
    ...{ ca: file('ca.pem'), cert: file('cert.pem'), key: file('key.pem') },
  }
}
