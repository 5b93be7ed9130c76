import type { MachineClock } from '../machine-clock.ts'
import type { RunNodes } from '../nodes.ts'
import type { Service } from '../runtime.ts'
import type { Engine } from './engine.ts'
import type { RunNetwork } from './network.ts'

/** What containers of a run stand on: one engine, or several that share networks. */
export interface Ground {
  readonly kind: 'containers' | 'swarm'
  /** Makes networks. */
  readonly manager: Engine
  readonly engines: readonly Engine[]
  /** Of the run's network. */
  readonly driver: 'bridge' | 'overlay'
  /** Where a service runs: the same each time it is asked for. */
  engineOf(service: string): Engine
  /** Before it is asked for: where there are engines of this region, the service runs on one of them. */
  place?(service: string, region: string): void
  /** What that engine is called among several. */
  nodeOf?(service: string): string
  /** The clock of where a service runs, once the network was entered. Without it, this machine's. */
  clockOf?(service: string): MachineClock
  /** Those engines as faults see them. */
  nodesOf?(network: RunNetwork, services: () => readonly Service[]): RunNodes
  /**
   * Makes a new network reachable from here. Without it, its addresses are.
   * @param instance a name of the runtime, unique on this machine
   */
  enter?(network: RunNetwork, instance: string, labels: Readonly<Record<string, string>>): Promise<void>
  /** Looks at nothing any more. */
  leave?(): void
}

/** One engine, whose containers share a bridge. */
export function singleEngine(engine: Engine): Ground {
  return {
    kind: 'containers',
    manager: engine,
    engines: [engine],
    driver: 'bridge',
    engineOf: () => engine,
  }
}
