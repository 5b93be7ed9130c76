import type { Link } from '../runtime/links.ts'
import type { Exit, Service } from '../runtime/runtime.ts'
import { cut } from './cut.ts'
import type { FaultContext, OpenFault } from './fault.ts'
import { hang } from './hang.ts'
import { kill } from './kill.ts'
import { type LatencyOptions, latency } from './latency.ts'
import { type Farewell, loseCloseFrame } from './lose-close-frame.ts'
import { type LoseNewFlowsOptions, loseNewFlows } from './lose-new-flows.ts'
import { reset } from './reset.ts'
import { silence } from './silence.ts'
import { type StopFaultOptions, type StoppedExit, stop } from './stop.ts'
import { type TrickleOptions, trickle } from './trickle.ts'

/** Anything with a service inside: a relay, a host process. Only what this run started can be aimed at. */
export interface Target {
  readonly service: Service
}

/** All faults that scenarios can inject. */
export interface Faults {
  stop(target: Target, options?: StopFaultOptions): Promise<StoppedExit>
  kill(target: Target): Promise<Exit>
  reset(link: Link): Promise<number>
  loseCloseFrame(link: Link, farewell: Farewell): Promise<OpenFault>
  latency(link: Link, options: LatencyOptions): Promise<OpenFault>
  cut(link: Link): Promise<OpenFault>
  hang(link: Link): Promise<OpenFault>
  silence(link: Link): Promise<OpenFault>
  loseNewFlows(link: Link, options: LoseNewFlowsOptions): Promise<OpenFault>
  trickle(link: Link, options: TrickleOptions): Promise<OpenFault>
  /** Heals whatever is still open, newest first. */
  healAll(): Promise<void>
}

export function createFaults(context: FaultContext, factor: number): Faults {
  return {
    stop: ({ service }, options = {}) => stop(context, service, options, factor),
    kill: ({ service }) => kill(context, service),
    reset: (link) => reset(context, link),
    loseCloseFrame: (link, farewell) => loseCloseFrame(context, link, farewell),
    latency: (link, options) => latency(context, link, options, factor),
    cut: (link) => cut(context, link),
    hang: (link) => hang(context, link),
    silence: (link) => silence(context, link),
    loseNewFlows: (link, options) => loseNewFlows(context, link, options),
    trickle: (link, options) => trickle(context, link, options, factor),
    healAll: async () => {
      const errors: unknown[] = []
      for (const fault of [...context.open].reverse())
        await fault.heal().catch((error: unknown) => errors.push(error))
      if (errors.length > 0) throw new AggregateError(errors, `${errors.length} faults could not be healed`)
    },
  }
}
