import type { Target } from '../../targets/schema.ts'
import type { RelayFleetOptions } from './options.ts'

/** What can be known of a target's fleet, in the words of `analysis/told.ts`. */
export function tellsOf(
  { host, relay, directory, probe }: Target,
  { hostsDial }: RelayFleetOptions,
): string[] {
  const told = new Set([...(host.events?.tells ?? []), ...(relay.events?.tells ?? [])])
  const namesRelay = [...told].some((one) => one.endsWith('.relay'))
  // A relay that tells of a tunnel tells that it is its own; a host that dials one relay has its tunnel there.
  const knowsRelay = namesRelay || relay.events?.tells.has('registered') || hostsDial !== 'edge'
  return [
    ...told,
    ...(told.has('scheduled.delayMs') || told.has('scheduled.delayS') ? ['scheduled.delay'] : []),
    ...(knowsRelay ? ['relay'] : []),
    // Two hosts with one id cannot be told apart then.
    ...(told.has('registered') && !host.events?.tells.has('registered') ? ['registered.by-id'] : []),
    ...(directory ? ['directory'] : []),
    ...(probe.slowPath === undefined ? [] : ['held']),
  ]
}

/** What a target declares as not told, in the same words. */
export function tellsNotOf({ untold }: Target): string[] {
  const words: Record<string, string> = {
    'scheduled.delayMs': 'scheduled.delay',
    'scheduled.delayS': 'scheduled.delay',
    'registered.relay': 'relay',
  }
  return [...new Set(untold.map((one) => words[one] ?? one))]
}
