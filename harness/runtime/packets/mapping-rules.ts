import type { Flow } from '../links.ts'
import type { Address } from '../runtime.ts'
import { directions, flowTuple, listenerIn, newFlowsTo, type Rule } from './rules.ts'

/** Mappings of one NAT, as the near side's packets are addressed; more connections than a test opens. */
const SIZE = 65_535

/** Whose mapping a packet needs: that of the flow from the near side, in which direction it may go. */
const keys = {
  requests: 'ip saddr . tcp sport . ip daddr . tcp dport',
  answers: 'ip daddr . tcp dport . ip saddr . tcp sport',
} as const

/** The command that makes the set of mappings: each is forgotten when nothing has renewed it for so long. */
export const mappingSet = (idleMs: number) =>
  `add set TABLE known { type ipv4_addr . inet_service . ipv4_addr . inet_service; flags dynamic,timeout; timeout ${idleMs}ms; size ${SIZE}; }`

/** The command that makes a mapping for flows that are open. */
export const knownFlows = (flows: readonly Flow[]): string[] => {
  const own = flows.filter(({ side }) => side === 'accepted')
  if (own.length === 0) return []
  return [`add element TABLE known { ${own.map((flow) => flowTuple(flow, 'requests')).join(', ')} }`]
}

/** All packets of a link are counted; those of a mapping renew it and pass, and a SYN makes one. */
export function mappingRules(listens: readonly Address[], count: string): Rule[] {
  const renew = (key: string) => `update @known { ${key} } accept`
  return listens.flatMap((listen) => [
    ...directions.map((direction) => ({ match: listenerIn(listen, direction), count })),
    { match: newFlowsTo(listen), verdict: renew(keys.requests), count: 'mapped' },
    ...directions.map((direction) => ({
      match: `${listenerIn(listen, direction)} ${keys[direction]} @known`,
      verdict: renew(keys[direction]),
      count: 'kept',
    })),
  ])
}

/** What becomes of packets without a mapping. A NAT that answers tells only its inner side, from which it can be dialled. */
export const unknownRules = (listens: readonly Address[], answer: 'drop' | 'reset', count: string): Rule[] =>
  listens.flatMap((listen) => {
    const [request, other] = [listenerIn(listen, 'requests'), listenerIn(listen, 'answers')]
    if (answer === 'drop') return [request, other].map((match) => ({ match, verdict: 'drop', count }))
    return [
      { match: request, verdict: 'reject with tcp reset', count },
      // The RST itself goes that way, too.
      { match: `${other} tcp flags & rst != rst`, verdict: 'drop', count },
    ]
  })
