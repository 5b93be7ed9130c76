import { now } from '../journal/clock.ts'
import type { Exit, Service } from '../runtime/runtime.ts'
import { type FaultContext, openFault } from './fault.ts'
import { defineFault } from './faults.ts'
import { healedByReturn } from './healed-by-return.ts'

const killKind = { name: 'kill', colour: '#b91c1c' }

/** Whether a service ended by SIGKILL, after a moment (ns): one that had gone by itself was not killed. */
export const wasKilled = ({ signal, at, uncertaintyNs }: Exit, from: number): boolean =>
  signal === 'SIGKILL' && at + uncertaintyNs >= from

/**
 * SIGKILL: no handler runs, nothing is said goodbye to. Evidence: the process's end by that signal, after it was sent; one that had
 * gone by itself was not killed. Healed when the service is back.
 */
export async function kill(context: FaultContext, service: Service): Promise<Exit> {
  const fault = openFault(context, killKind, service.name, `SIGKILL to ${service.name}`)
  healedByReturn(context, service, fault)
  const from = now()
  const exit = await service.kill()
  if (!wasKilled(exit, from)) fault.unproven(`${service.name} had ended before with code ${exit.code}`)
  else fault.observed(`exited with code ${exit.code}`, exit.at, exit.uncertaintyNs)
  return exit
}

defineFault(
  killKind,
  'SIGKILL: no handler runs, nothing is said goodbye to; healed when the service is back',
  {
    kill: (context, { service }) => kill(context, service),
  },
  { kill: { on: 'service', healing: 'restart' } },
)

declare module './faults.ts' {
  interface Faults {
    kill(target: Target): Promise<Exit>
  }
}
