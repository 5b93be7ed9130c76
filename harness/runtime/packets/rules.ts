import type { Flow } from '../links.ts'
import type { Address } from '../runtime.ts'
import type { NetworkPlace } from './network-place.ts'

/** What the near side of a link sends, and what the far side answers. */
export const directions = ['requests', 'answers'] as const
export type Direction = (typeof directions)[number]

/** A rule: which packets, what happens to them, and the name under which they are counted. */
export interface Rule {
  readonly match: string
  /** In nft's words; without it packets are counted only. */
  readonly verdict?: string
  readonly count: string
}

/**
 * The chains in which rules see each packet once. On this machine's own loopback that is where it comes in: a packet that is
 * dropped while it goes out is an error to its sender's TCP, and not lost. In a container's namespace packets to it come in,
 * and those from it go out.
 */
const chainsOf = ({ shared }: NetworkPlace) =>
  shared ? (['input'] as const) : (['input', 'output'] as const)

/** The commands that put rules, in this order, into a new table. */
export function rulesScript(place: NetworkPlace, rules: readonly Rule[]): string[] {
  return chainsOf(place).flatMap((chain) => [
    `add chain TABLE ${chain} { type filter hook ${chain} priority 0; policy accept; }`,
    ...rules.map(
      ({ match, verdict, count }) =>
        `add rule TABLE ${chain} ${[match, 'counter', verdict].filter(Boolean).join(' ')} comment "${count}"`,
    ),
  ])
}

/** The commands that make an empty set of flows for each direction, for rules that match `flowsIn`. */
export const flowSets = (directed: readonly Direction[]): string[] =>
  directed.map(
    (direction) => `add set TABLE ${direction} { type ipv4_addr . inet_service . ipv4_addr . inet_service; }`,
  )

/** The commands that put flows into these sets. */
export const flowsInto = (flows: readonly Flow[], directed: readonly Direction[]): string[] =>
  flows.length === 0
    ? []
    : directed.map(
        (direction) =>
          `add element TABLE ${direction} { ${flows.map((flow) => flowTuple(flow, direction)).join(', ')} }`,
      )

/** Packets of the flows in the set of a direction. */
export const flowsIn = (direction: Direction) => `ip saddr . tcp sport . ip daddr . tcp dport @${direction}`

/** Packets between a listener and all that dial it. */
export const listenerIn = ({ host, port }: Address, direction: Direction) =>
  direction === 'requests' ? `ip daddr ${host} tcp dport ${port}` : `ip saddr ${host} tcp sport ${port}`

/** The first packet of a new connection. */
export const opening = 'tcp flags & (syn | ack) == syn'

/** The first packet of each new connection to a listener. */
export const newFlowsTo = (listen: Address) => `${listenerIn(listen, 'requests')} ${opening}`

/** Has whoever sent a packet told that there is no way, as by a router that has lost the route. */
export const unreachable = 'reject with icmp type host-unreachable'

/** A flow's addresses and ports from sender to receiver, as an element of a set. */
export function flowTuple({ from, to }: Flow, direction: Direction): string {
  const ends = direction === 'requests' ? [from, to] : [to, from]
  return ends.map((end) => end.replace(':', ' . ')).join(' . ')
}
