import { readlink } from 'node:fs/promises'
import type { Service } from '../runtime.ts'
import { visiblePid } from '../visible-pid.ts'

/** The network namespace in which the packets of a service pass. */
export interface NetworkPlace {
  /** Put before a command, it runs there. */
  readonly enter: readonly string[]
  /** This machine's own: a packet from one service to another comes in here once, and goes out here, too. */
  readonly shared: boolean
}

export const thisNetwork: NetworkPlace = { enter: [], shared: true }

/** The namespace of a process, which is another one than this machine's own. */
export const networkOf = (pid: number): NetworkPlace => ({
  enter: ['nsenter', '--net', `--target=${pid}`, '--'],
  shared: false,
})

/**
 * Where the packets of a service pass: the namespace of its process, as this machine sees it.
 * @throws HarnessError when it does not run; MissingPartError when its process cannot be seen from here
 */
export async function networkPlaceOf(service: Service): Promise<NetworkPlace> {
  return networkOfPid(await visiblePid(service))
}

/** The namespace of a process, as this machine sees it. */
export async function networkOfPid(pid: number): Promise<NetworkPlace> {
  const [own, its] = await Promise.all([readlink('/proc/self/ns/net'), readlink(`/proc/${pid}/ns/net`)])
  return own === its ? thisNetwork : networkOf(pid)
}
