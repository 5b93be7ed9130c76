import { hostId } from './target/host-id.ts'
import type { RelayTarget } from './target/schema.ts'

/** How the hosts of a fleet are called, in its programs and in the journal. */
export interface HostNames {
  /** Those that make the steady state. */
  readonly fleet: readonly string[]
  /** One more host that comes in the middle of a scenario. @param kind what it comes for; a target's hosts have numbers only */
  further(kind: 'late' | 'passer'): string
}

/** @param hosts how many make the steady state */
export function hostNames(target: Pick<RelayTarget, 'host'> | undefined, hosts: number): HostNames {
  const template = target?.host.id
  const nameOf = (n: number) => (template === undefined ? `host-${n}` : hostId(template, n))
  const further = new Map<string, number>()
  return {
    fleet: Array.from({ length: hosts }, (_, index) => nameOf(index + 1)),
    further: (kind) => {
      const counted = template === undefined ? kind : 'any'
      const n = (further.get(counted) ?? 0) + 1
      further.set(counted, n)
      return template === undefined ? `${kind}-${n}` : nameOf(hosts + n)
    },
  }
}
