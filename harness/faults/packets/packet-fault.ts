import { mustHaveLayers } from '../../runtime/layers.ts'
import type { Link, LinkProxy } from '../../runtime/links.ts'
import type { NetworkPlace } from '../../runtime/packets/network-place.ts'
import { placesOf } from '../../runtime/packets/places.ts'
import type { FaultContext, FaultKind, OpenFault } from '../fault.ts'
import { type RulesFaultOptions, rulesFault } from './rules-fault.ts'

export { acted } from './rules-fault.ts'

export interface PacketFaultOptions extends Pick<RulesFaultOptions, 'detail' | 'prove'> {
  /** The commands for the rules of one proxy of the link, in its namespace; those of the link's proxies there are put together. */
  readonly script: (place: NetworkPlace, proxies: readonly LinkProxy[]) => Promise<readonly string[]>
  /** Added once the rules are in place. */
  readonly next?: (place: NetworkPlace, proxies: readonly LinkProxy[]) => Promise<readonly string[]>
}

/**
 * A fault made of kernel rules for the packets of a link, which lasts until it is healed. Evidence: the rules' own counters.
 * @throws MissingPartError where this machine has no packet faults
 */
export async function packetFault(
  context: FaultContext,
  kind: FaultKind,
  link: Link,
  { script, next, ...options }: PacketFaultOptions,
): Promise<OpenFault> {
  await mustHaveLayers(['packets'])
  const places = await placesOf(link)
  const rules = places.map(({ place, proxies }) => ({
    place,
    script: () => script(place, proxies),
    next: next && (() => next(place, proxies)),
  }))
  return rulesFault(context, kind, link.name, { ...options, rules })
}
