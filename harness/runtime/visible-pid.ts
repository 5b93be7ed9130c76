import { HarnessError, MissingPartError } from '../errors.ts'
import { readEnviron } from './proc.ts'
import type { Service } from './runtime.ts'
import { RUN_VARIABLE } from './state.ts'

/**
 * The pid of a service by which the kernel of this machine is asked to act on it.
 * @throws HarnessError when it does not run; MissingPartError when its process cannot be seen from here
 */
export async function visiblePid(service: Service): Promise<number> {
  if (!service.running) throw new HarnessError(`${service.name} is not running: nothing of it can be broken`)
  const { pid } = service.started
  const environ = await readEnviron(pid)
  // The number may belong to a stranger where the engine runs on another machine.
  if (environ?.some((one) => one.startsWith(`${RUN_VARIABLE}=`))) return pid
  throw new MissingPartError(
    `the process of ${service.name} is not visible from here: this fault needs an engine of this machine, or --runtime processes`,
  )
}
