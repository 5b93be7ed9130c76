import { availableParallelism } from 'node:os'
import type { Target } from '../targets/target.ts'
import type { AnyScenario } from './define.ts'

/**
 * What a machine bears at once, in processes for each core. A relay fleet of 100 hosts counts 9 or 10, so that four run at once on two
 * cores: together they use 1.4 of them.
 */
const PROCESSES_PER_CORE = 20

/** Hosts that one process plays cost about as much as one more process. */
const HOSTS_A_PROCESS = 25

export const loadBudget = (): number => availableParallelism() * PROCESSES_PER_CORE

/**
 * What an execution puts on the machine, in processes: its services, one for what asks them, and its hosts. An exclusive one takes all
 * there is.
 * @param hosts asked for on the command line
 */
export function loadOf({ meta }: AnyScenario, hosts: number | undefined, target?: Target): number {
  if (meta.exclusive) return Number.POSITIVE_INFINITY
  const { nodes } = meta.system.topology(target)
  const count = meta.system.hosts(hosts, target)
  return nodes.length + (target?.onePerHost ? count : Math.ceil(count / HOSTS_A_PROCESS))
}
