import { eventsOf, type JournalEvent } from '../../../definitions.ts'
import { tunnelsOf } from './tunnels.ts'

/** How true the directory is from `at` on. */
export interface Truth {
  readonly at: number
  /** Entries that name a relay on which the host has no tunnel. */
  readonly stale: number
  /** Live tunnels, and hosts that must have an entry, without one. */
  readonly missing: number
  /** Uncertainty of `at`, ns: time between two reads of the directory. */
  readonly uncertaintyNs: number
}

/** What is known about one host while walking through time. */
interface HostState {
  entry?: string
  /** Identities of relays with a tunnel, one per tunnel; undefined: the program does not tell which. */
  readonly open: (string | undefined)[]
  readonly registered: (string | undefined)[]
  wrong?: Wrong | undefined
}

/** How an entry can be wrong: it names a relay without the tunnel, or there is none though there must be. */
export type Wrong = 'stale' | 'missing'

/** A host about which the directory became right or wrong. */
interface Change {
  readonly at: number
  readonly host: string
  readonly before: Wrong | undefined
  readonly after: Wrong | undefined
  readonly entry: string | undefined
  readonly uncertaintyNs: number
}

/** A stretch of time in which the directory was wrong about one host. */
export interface Inconsistency {
  readonly host: string
  readonly wrong: Wrong
  /** What the entry named, where there was one. */
  readonly entry?: string
  readonly from: number
  /** Infinity: to the end of the journal. */
  readonly to: number
  /** Uncertainty of either end, ns. */
  readonly uncertaintyNs: number
}

interface Step {
  readonly at: number
  readonly host: string
  readonly uncertaintyNs: number
  readonly change: (state: HostState) => void
}

/**
 * The truth of the directory over time, one step for every change of it. An entry may stand from the moment the tunnel
 * is upgraded (the relay writes it before it first speaks); it must stand from the moment the host is registered.
 * @param required hosts that must have an entry at all times
 */
export function directoryTruth(events: readonly JournalEvent[], required: readonly string[]): Truth[] {
  const count = { stale: 0, missing: required.length }
  const series: Truth[] = []
  for (const { at, before, after, uncertaintyNs } of changes(events, required)) {
    if (before) count[before]--
    if (after) count[after]++
    if (series.at(-1)?.at === at) series.pop()
    series.push({ at, ...count, uncertaintyNs })
  }
  return series
}

/** Every stretch in which an entry was stale, or a live tunnel had none; by their beginning. */
export function inconsistencies(events: readonly JournalEvent[]): Inconsistency[] {
  const begun = new Map<string, Omit<Inconsistency, 'to'>>()
  const ended: Inconsistency[] = []
  for (const { at, host, after, entry, uncertaintyNs } of changes(events, [])) {
    const before = begun.get(host)
    if (before)
      ended.push({ ...before, to: at, uncertaintyNs: Math.max(before.uncertaintyNs, uncertaintyNs) })
    begun.delete(host)
    if (after) begun.set(host, { host, wrong: after, ...(entry && { entry }), from: at, uncertaintyNs })
  }
  const open = [...begun.values()].map((inconsistency) => ({ ...inconsistency, to: Infinity }))
  return [...ended, ...open].sort((a, b) => a.from - b.from)
}

function* changes(events: readonly JournalEvent[], required: readonly string[]): Iterable<Change> {
  const must = new Set(required)
  const states = new Map<string, HostState>(
    required.map((host) => [host, { open: [], registered: [], wrong: 'missing' }]),
  )
  for (const { at, host, uncertaintyNs, change } of steps(events)) {
    const state = states.get(host) ?? { open: [], registered: [] }
    states.set(host, state)
    change(state)
    const { wrong: before, entry } = state
    const after = wrongness(state, must.has(host))
    if (after === before) continue
    state.wrong = after
    yield { at, host, before, after, entry, uncertaintyNs }
  }
}

function wrongness({ entry, open, registered }: HostState, must: boolean): HostState['wrong'] {
  if (entry === undefined) return must || registered.length > 0 ? 'missing' : undefined
  return open.includes(entry) || open.includes(undefined) ? undefined : 'stale'
}

function steps(events: readonly JournalEvent[]): Step[] {
  return [...directorySteps(events), ...tunnelSteps(events)].sort((a, b) => a.at - b.at)
}

function directorySteps(events: readonly JournalEvent[]): Step[] {
  return eventsOf(events, 'directory').flatMap(({ at, set, removed, uncertaintyNs }) => [
    ...removed.map((host): Step => ({ at, host, uncertaintyNs, change: (state) => delete state.entry })),
    ...Object.entries(set).map(
      ([host, owner]): Step => ({ at, host, uncertaintyNs, change: (state) => (state.entry = owner) }),
    ),
  ])
}

function tunnelSteps(events: readonly JournalEvent[]): Step[] {
  return tunnelsOf(events).flatMap(({ host, relay, upgradedAt, registeredAt, heldUntil }) => {
    const made: Step[] = [{ at: upgradedAt, host, uncertaintyNs: 0, change: ({ open }) => open.push(relay) }]
    if (registeredAt !== undefined && registeredAt < heldUntil)
      made.push({
        at: registeredAt,
        host,
        uncertaintyNs: 0,
        change: ({ registered }) => registered.push(relay),
      })
    if (heldUntil !== Infinity)
      made.push({
        at: heldUntil,
        host,
        uncertaintyNs: 0,
        change: ({ open, registered }) => {
          drop(open, relay)
          drop(registered, relay)
        },
      })
    return made
  })
}

function drop<T>(list: T[], item: T): void {
  const index = list.indexOf(item)
  if (index !== -1) list.splice(index, 1)
}
