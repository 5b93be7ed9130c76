import type { RelayFleetOptions } from './options.ts'
import type { RelayTarget } from './target/schema.ts'

/** What can be known of a target's fleet, in the words of `analysis/capabilities.ts`. */
export function reportsOf(
  { host, relay, directory, probe }: RelayTarget,
  { hostsDial }: RelayFleetOptions,
): string[] {
  const reported = new Set([...(host.events?.reports ?? []), ...(relay.events?.reports ?? [])])
  const namesRelay = [...reported].some((one) => one.endsWith('.relay'))
  // A relay that reports a tunnel says that it is its own; a host that dials one relay has its tunnel there.
  const knowsRelay = namesRelay || relay.events?.reports.has('registered') || hostsDial !== 'edge'
  return [
    ...reported,
    ...(reported.has('scheduled.delayMs') || reported.has('scheduled.delayS') ? ['scheduled.delay'] : []),
    ...(knowsRelay ? ['relay'] : []),
    // Two hosts with one id cannot be distinguished then.
    ...(reported.has('registered') && !host.events?.reports.has('registered') ? ['registered.by-id'] : []),
    ...(directory ? ['directory'] : []),
    ...(probe.slowPath === undefined ? [] : ['held']),
  ]
}

/** What a target declares as not reported, in the same words. */
export function notReportedOf({ unreported }: RelayTarget): string[] {
  const words: Record<string, string> = {
    'scheduled.delayMs': 'scheduled.delay',
    'scheduled.delayS': 'scheduled.delay',
    'registered.relay': 'relay',
  }
  return [...new Set(unreported.map((one) => words[one] ?? one))]
}
