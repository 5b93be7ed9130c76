import type { JournalEvent } from '../../journal/events.ts'
import { metricNamed } from '../metric.ts'
import type { JudgedCheck } from '../recompute.ts'
import { fisherExact, holm } from './fisher.ts'
import { traitsOf } from './traits.ts'

/** Who is beyond a limit, and what they have in common. */
export interface BeyondLimit {
  readonly count: number
  /** Of how many; absent where the journal does not say. */
  readonly of?: number
  /** What they are called: `hosts`. */
  readonly who: string
  readonly first?: string
  /** Traits that those beyond the limit have more often than chance explains; absent where that could not be asked. */
  readonly common?: readonly CommonTrait[]
  /** How many traits were looked at, a value each. */
  readonly looked?: number
}

export interface CommonTrait {
  readonly trait: string
  readonly value: string
  /** Of those beyond the limit, and of those within it. */
  readonly beyond: number
  readonly within: number
  readonly withinOf: number
  /** Probability of chance: Fisher's exact test, one-sided, after Holm's correction over all traits looked at. */
  readonly p: number
}

/** Level of significance, after the correction. */
export const COMMON_LEVEL = 0.05

/** Who broke the limit of a check. undefined: it was not broken, or its metric is of nobody. */
export function beyondLimit(check: JudgedCheck, events: readonly JournalEvent[]): BeyondLimit | undefined {
  if (check.verdict !== 'failed') return undefined
  const hostsAre = events[0]?.kind === 'header' ? events[0].hostsAre : undefined
  const times =
    check.op === '<=' && check.unit === 'ms'
      ? metricNamed(check.metric)?.times?.(events, check.params)
      : undefined
  if (times === undefined || times.length === 0) return ofOffenders(check)
  const isBeyond = (ms: number | null) => ms === null || ms > check.limit
  const worst = times
    .filter(({ ms }) => isBeyond(ms))
    .toSorted((a, b) => (b.ms ?? Infinity) - (a.ms ?? Infinity))
  const beyond = new Set(worst.map(({ host }) => host))
  const within = new Set(times.map(({ host }) => host).filter((host) => !beyond.has(host)))
  const who = worst.length === beyond.size ? (hostsAre ? `${hostsAre}s` : 'clients') : 'times'
  return {
    count: worst.length,
    of: times.length,
    who,
    ...(worst[0] && { first: worst[0].host }),
    ...commonTo(beyond, within, events),
  }
}

function ofOffenders({ offenders }: JudgedCheck): BeyondLimit | undefined {
  const named = new Set(offenders.flatMap(({ host }) => host ?? []))
  const [first] = named
  return first === undefined ? undefined : { count: named.size, who: 'named', first }
}

/** What those beyond a limit have in common and those within it have not. */
export function commonTo(
  beyond: ReadonlySet<string>,
  within: ReadonlySet<string>,
  events: readonly JournalEvent[],
): Pick<BeyondLimit, 'common' | 'looked'> {
  if (beyond.size === 0 || within.size === 0) return {}
  const known = traitsOf(events)
  const count = (names: ReadonlySet<string>, trait: string, value: string) =>
    [...names].filter((name) => known.get(name)?.get(trait) === value).length
  const cases = traitValues([...beyond, ...within], known).map(([trait, value]) => {
    const [own, other] = [count(beyond, trait, value), count(within, trait, value)]
    const all = beyond.size + within.size
    const drawn = { all, withTrait: own + other, drawn: beyond.size, drawnWithTrait: own }
    return { trait, value, beyond: own, within: other, withinOf: within.size, p: fisherExact(drawn) }
  })
  const corrected = holm(cases.map(({ p }) => p))
  const common = cases
    .map((one, index) => ({ ...one, p: corrected[index]! }))
    .filter(({ p }) => p < COMMON_LEVEL)
    .toSorted((a, b) => a.p - b.p)
  return { common, looked: cases.length }
}

/** Each trait with each of its values, of those that do not have the same value in all. */
function traitValues(
  names: readonly string[],
  known: ReturnType<typeof traitsOf>,
): (readonly [trait: string, value: string])[] {
  const values = new Map<string, Set<string>>()
  for (const name of names)
    for (const [trait, value] of known.get(name) ?? [])
      values.set(trait, (values.get(trait) ?? new Set()).add(value))
  return [...values].flatMap(([trait, own]) =>
    own.size < 2 ? [] : [...own].map((value) => [trait, value] as const),
  )
}
