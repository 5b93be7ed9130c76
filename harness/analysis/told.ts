import type { JournalEvent } from '../journal/events.ts'
import { metricNamed, type Params } from './metric.ts'
import { headerOf } from './moments.ts'

/** Words of `needs` as a configuration has them. */
const asks: Readonly<Record<string, string>> = {
  'scheduled.delay': 'scheduled.delayMs',
  relay: 'registered.relay',
}

/** Parts of a configuration by which something becomes known that nobody tells, and what is said of them. */
const parts: Readonly<Record<string, { readonly part: string; readonly what: string }>> = {
  directory: { part: 'directory', what: '' },
  held: { part: 'probe.slowPath', what: ', a path that a host answers after {ms} ms' },
}

/** What is known of a target's programs, in the words of `needs`. */
export interface Known {
  readonly target?: string | undefined
  /** Absent: everything is told. */
  readonly tells?: readonly string[] | undefined
  /** What is declared as not told. */
  readonly tellsNot?: readonly string[] | undefined
}

/** Why a metric cannot be had of a target. */
export interface NotTold {
  /** It is declared that nobody tells what it is made of: the check says nothing of this target, and never will. */
  readonly applicable: boolean
  readonly reason: string
}

/** Whether what a metric is made of is told; undefined where it is. */
export function notTold(
  metric: string,
  params: Params,
  { target, tells, tellsNot = [] }: Known,
): NotTold | undefined {
  if (!tells) return undefined
  const wanted = [...(metricNamed(metric)?.needs ?? []), ...(params.fromNotice === true ? ['drain'] : [])]
  const missing = wanted
    .map((one) => one.split('|'))
    .filter((either) => !either.some((word) => tells.includes(word)))
  if (missing.length === 0) return undefined
  const declared = missing.filter((either) => either.every((word) => isDeclared(word, tellsNot)))
  return declared.length > 0
    ? {
        applicable: false,
        reason: `not applicable: target ${target} ${declared.map(declaredText).join(', ')}`,
      }
    : { applicable: true, reason: `not available: target ${target} ${missingText(missing)}` }
}

/** What is declared of an event is declared of its fields, too. */
const isDeclared = (word: string, tellsNot: readonly string[]) =>
  tellsNot.some((one) => word === one || word.startsWith(`${one}.`))

const inWords = (either: readonly string[]) => either.map((word) => asks[word] ?? word).join(' or ')

function declaredText(either: readonly string[]): string {
  const part = parts[either[0]!]?.part
  return part ? `declares ${part}: false` : `declares that it does not tell ${inWords(either)}`
}

function missingText(missing: readonly (readonly string[])[]): string {
  const undeclared = missing.flatMap(([word]) => parts[word!] ?? [])
  const untold = missing.filter(([word]) => !parts[word!]).map(inWords)
  return [
    ...undeclared.map(({ part, what }) => `does not declare ${part}${what}`),
    ...(untold.length > 0 ? [`does not tell ${untold.join(', ')}`] : []),
  ].join(', ')
}

const knownOf = (events: readonly JournalEvent[]): Known => headerOf(events) ?? {}

/**
 * Why a check of this metric is not applicable to the journal's target: the target declares that what the metric is made of is not told.
 * undefined: it is applicable, which does not say that it can be told (`notAvailable`).
 */
export function notApplicable(
  metric: string,
  events: readonly JournalEvent[],
  params: Params,
): string | undefined {
  const found = notTold(metric, params, knownOf(events))
  return found && !found.applicable ? found.reason : undefined
}

/**
 * Why a metric cannot be computed from this journal, applicable or not: its programs do not tell what it is made of. Without that it
 * would count nothing and pass. undefined: it is available.
 */
export function notAvailable(
  metric: string,
  events: readonly JournalEvent[],
  params: Params,
): string | undefined {
  return notTold(metric, params, knownOf(events))?.reason
}
