import { readlink } from 'node:fs/promises'
import { HarnessError, MissingPartError } from '../../errors.ts'
import { readEnviron } from '../proc.ts'
import type { Service } from '../runtime.ts'
import { RUN_VARIABLE } from '../state.ts'

/** The network namespace in which the packets of a service pass. */
export interface NetworkPlace {
  /** Put before a command, it runs there. */
  readonly enter: readonly string[]
  /** This machine's own: a packet from one service to another comes in here once, and goes out here, too. */
  readonly shared: boolean
}

/**
 * Where the packets of a service pass: the namespace of its process, as this machine sees it.
 * @throws HarnessError when it does not run; MissingPartError when its process cannot be seen from here
 */
export async function networkPlaceOf(service: Service): Promise<NetworkPlace> {
  if (!service.running) throw new HarnessError(`${service.name} is not running: it has no packets`)
  const { pid } = service.started
  // The number may belong to a stranger where the engine runs on another machine.
  if (!(await isOfARun(pid)))
    throw new MissingPartError(
      `the process of ${service.name} is not visible from here: packet faults need an engine of this machine, or --runtime processes`,
    )
  const [own, its] = await Promise.all([readlink('/proc/self/ns/net'), readlink(`/proc/${pid}/ns/net`)])
  return own === its
    ? { enter: [], shared: true }
    : { enter: ['nsenter', '--net', `--target=${pid}`, '--'], shared: false }
}

async function isOfARun(pid: number): Promise<boolean> {
  const environ = await readEnviron(pid)
  return environ?.some((one) => one.startsWith(`${RUN_VARIABLE}=`)) ?? false
}
