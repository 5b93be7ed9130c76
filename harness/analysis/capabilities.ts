import type { JournalEvent } from '../journal/events.ts'
import { metricNamed, type Params } from './metric.ts'
import { headerOf } from './moments.ts'

/** Words of `needs` as a configuration has them. */
const asks: Readonly<Record<string, string>> = {
  'scheduled.delay': 'scheduled.delayMs',
  relay: 'registered.relay',
}

/** Parts of a configuration by which something becomes known that nobody reports, and what is said of them. */
const parts: Readonly<Record<string, { readonly part: string; readonly what: string }>> = {
  directory: { part: 'directory', what: '' },
  held: { part: 'probe.slowPath', what: ', a path that a host answers after {ms} ms' },
}

/** What is known of a target's programs, in the words of `needs`. */
export interface Known {
  readonly target?: string | undefined
  /** Absent: everything is reported. */
  readonly reports?: readonly string[] | undefined
  /** What is declared as not reported. */
  readonly notReported?: readonly string[] | undefined
}

/** Why a metric cannot be had of a target. */
export interface MissingReport {
  /** It is declared that nobody reports what it is made of: the check says nothing of this target, and never will. */
  readonly applicable: boolean
  readonly reason: string
}

/** Whether what a metric is made of is reported; undefined where it is. */
export function missingReport(
  metric: string,
  params: Params,
  { target, reports, notReported = [] }: Known,
): MissingReport | undefined {
  if (!reports && notReported.length === 0) return undefined
  const wanted = [...(metricNamed(metric)?.needs ?? []), ...(params.fromNotice === true ? ['drain'] : [])]
  const missing = wanted
    .map((one) => one.split('|'))
    .filter((either) =>
      reports
        ? !either.some((word) => reports.includes(word))
        : either.every((word) => isDeclared(word, notReported)),
    )
  if (missing.length === 0) return undefined
  const declared = missing.filter((either) => either.every((word) => isDeclared(word, notReported)))
  return declared.length > 0
    ? {
        applicable: false,
        reason: `not applicable: ${target === undefined ? 'the system' : `target ${target}`} ${declared.map(declaredText).join(', ')}`,
      }
    : { applicable: true, reason: `not available: target ${target} ${missingText(missing)}` }
}

/** What is declared of an event is declared of its fields, too. */
const isDeclared = (word: string, notReported: readonly string[]) =>
  notReported.some((one) => word === one || word.startsWith(`${one}.`))

const inWords = (either: readonly string[]) => either.map((word) => asks[word] ?? word).join(' or ')

function declaredText(either: readonly string[]): string {
  const part = parts[either[0]!]?.part
  return part ? `declares ${part}: false` : `declares that it does not report ${inWords(either)}`
}

function missingText(missing: readonly (readonly string[])[]): string {
  const undeclared = missing.flatMap(([word]) => parts[word!] ?? [])
  const unreported = missing.filter(([word]) => !parts[word!]).map(inWords)
  return [
    ...undeclared.map(({ part, what }) => `does not declare ${part}${what}`),
    ...(unreported.length > 0 ? [`does not report ${unreported.join(', ')}`] : []),
  ].join(', ')
}

/** What is known of the programs of a journal, also of one that was written when `reports` was called `tells`. */
export function knownOf(events: readonly JournalEvent[]): Known {
  const { target, reports, notReported, tells, tellsNot } = headerOf(events) ?? {}
  return { target, reports: reports ?? tells, notReported: notReported ?? tellsNot }
}

/**
 * Why a check of this metric is not applicable to the journal's target: the target declares that what the metric is made of is not reported.
 * undefined: it is applicable, which does not say that it can be told (`notAvailable`).
 */
export function notApplicable(
  metric: string,
  events: readonly JournalEvent[],
  params: Params,
): string | undefined {
  const found = missingReport(metric, params, knownOf(events))
  return found && !found.applicable ? found.reason : undefined
}

/**
 * Why a metric cannot be computed from this journal, applicable or not: its programs do not report what it is made of. Without that it
 * would count nothing and pass. undefined: it is available.
 */
export function notAvailable(
  metric: string,
  events: readonly JournalEvent[],
  params: Params,
): string | undefined {
  return missingReport(metric, params, knownOf(events))?.reason
}
