import { HarnessError, MissingPartError } from '../errors.ts'
import { readEnviron, stateOf } from './proc.ts'
import { readMark } from './reaper/mark.ts'
import type { Service } from './runtime.ts'
import { RUN_VARIABLE } from './state.ts'

/** Some programs, as Redis, write their title over their environment: then the mark says it, or the init of their container. */
async function bearsRun(pid: number): Promise<boolean> {
  if (await hasVariable(pid)) return true
  if ((await readMark(pid)) !== undefined) return true
  const parent = stateOf(pid)?.parent
  return parent !== undefined && hasVariable(parent)
}

const hasVariable = async (pid: number) =>
  (await readEnviron(pid))?.some((one) => one.startsWith(`${RUN_VARIABLE}=`)) ?? false

/**
 * The pid of a service by which the kernel of this machine is asked to act on it.
 * @throws HarnessError when it does not run; MissingPartError when its process cannot be seen from here
 */
export async function visiblePid(service: Service): Promise<number> {
  if (!service.running) throw new HarnessError(`${service.name} is not running: nothing of it can be broken`)
  const { pid } = service.started
  // The number may belong to a stranger where the engine runs on another machine.
  if (await bearsRun(pid)) return pid
  throw new MissingPartError(
    `the process of ${service.name} is not visible from here: this fault needs an engine of this machine, or --runtime processes`,
  )
}
