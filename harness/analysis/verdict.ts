import { least } from '../extremes.ts'
import {
  type EventOf,
  eventsOf,
  type Header,
  isOwnKind,
  type JournalEvent,
  type Verdict,
} from '../journal/events.ts'
import { leftOutOf } from '../journal/left-out.ts'
import { isDefiniteFailure } from './definite-failure.ts'
import { subjectOf } from './headline.ts'
import { headerOf, inOrder, isBroken } from './moments.ts'
import { notAsPlanned } from './planned-checks.ts'
import { type JudgedCheck, recompute } from './recompute.ts'
import { whyStarved } from './starved.ts'
import { whySteadyEnded } from './steady-lasted.ts'

export interface Judgement {
  readonly verdict: Verdict
  /** Broken variants only: the variant failed, and on every check that was named for it. */
  readonly detected?: boolean
  readonly reason?: string
  readonly checks: readonly JudgedCheck[]
}

interface Finding {
  readonly verdict: Verdict
  readonly reason?: string
}

type Rule = (events: readonly JournalEvent[], checks: readonly JudgedCheck[]) => Finding | undefined

/**
 * The verdict that a journal's evidence gives, before (or without) its own verdict event. The rules stand in order and
 * the first that speaks decides:
 *
 * 0. A guard or the kill switch ended it: `stopped`. Its body was cut short, so that no check can be taken at its word, a broken limit as
 *    little as a kept one.
 * 1. The steady state was never there, or did not last to the fault: `inconclusive`, as nothing was shown to work that could break.
 * 2. A named check of a broken variant is inconclusive: `inconclusive`, as the variant is neither detected nor missed.
 * 3. A check broke its limit for certain: `failed`. Nothing else that is missing (another check, a later steady state, another fault's
 *    evidence) could change that. See `definite-failure.ts`.
 * 4. The harness had trouble, a fault left no evidence, nobody probed while it acted, nothing was checked, the scenario did not
 *    bring about what it had to: `inconclusive`.
 * 5. The current version did not come back to its steady state: `failed`; that was not looked at: `inconclusive`.
 * 6. A check that was planned was not made, or one was made that was not planned: `inconclusive`.
 * 7. A check is inconclusive, or all that pass are weak: `inconclusive`. One that is not applicable to a target is left out, unless the
 *    scenario is about it (`headline`). Else `passed`.
 *
 * On a machine that was too busy for the system a current version that is `failed`, and a broken variant that was missed, are
 * `inconclusive` (`starved.ts`). A variant that was detected stays so: it failed where it had to.
 */
export function reachVerdict(events: readonly JournalEvent[]): Judgement {
  const ordered = inOrder(events)
  return withDetected(ordered, recompute(events))
}

function withDetected(events: readonly JournalEvent[], checks: readonly JudgedCheck[]): Judgement {
  const finding = firstFinding(events, checks)
  const header = headerOf(events)
  if (!header || wasNotJudged(finding)) return { ...finding, checks }
  if (!isBroken(header))
    return { ...(finding.verdict === 'failed' ? unlessStarved(finding, events) : finding), checks }
  if (finding.verdict === 'failed' && header.failsOn.every((name) => hasFailed(checks, name)))
    return { ...finding, detected: true, checks }
  // Without its precondition a variant had no chance to fail, so it is not missed.
  const unmet = preconditionsMet(events, checks)
  if (unmet) return { ...unmet, checks }
  const reason = missed(header, checks)
  const { verdict } = finding
  return { ...unlessStarved({ verdict, detected: false, reason }, events), checks }
}

/**
 * What breaks on a machine without time for the system, or what hides: the work that limits allow for may take as long there as what is wrong with a
 * variant. What holds even so, holds.
 */
function unlessStarved(
  bad: Omit<Judgement, 'checks'>,
  events: readonly JournalEvent[],
): Omit<Judgement, 'checks'> {
  const why = whyStarved(events)
  return why === undefined ? bad : inconclusive(`${why}; ${bad.reason}`)
}

/**
 * The verdict of a finished journal. What the run itself concluded is honoured where it is the more cautious: it may know
 * of an abort, a skip, or an assertion that is no check. `inconclusive` of either side wins, then `stopped`, `failed`, `passed`.
 */
export function judge(events: readonly JournalEvent[]): Judgement {
  const ordered = inOrder(events)
  const stored = eventsOf(ordered, 'verdict').at(-1)
  const checks = recompute(events)
  if (!stored) {
    // Killed after it had been stopped: that it was is known all the same.
    const stopped = wasStopped(ordered)
    if (stopped) return { ...stopped, checks }
    const why = troubleReason(ordered)
    return {
      verdict: 'inconclusive',
      reason: ['run ended before its verdict', why].filter(Boolean).join(': '),
      checks,
    }
  }
  const { reason } = stored
  if (stored.verdict === 'skipped') return { ...recorded(stored), checks }
  // The rules would go by what is missing. The run itself had all of it.
  if (leftOutOf(events)) return { ...recorded(stored), checks }
  const reached = withDetected(ordered, checks)
  const [own, its] = [caution(reached.verdict), caution(stored.verdict)]
  // The run knows the cause, such as Ctrl-C; the journal only shows what is missing because of it.
  if (own === its && own === caution('inconclusive') && reason !== undefined) return { ...reached, reason }
  if (its <= own) return reached
  const header = headerOf(ordered)
  const detected = header && isBroken(header) && stored.verdict === 'failed' ? { detected: false } : {}
  return { verdict: stored.verdict, ...detected, ...(reason !== undefined && { reason }), checks }
}

const recorded = ({ verdict, detected, reason }: EventOf<'verdict'>): Omit<Judgement, 'checks'> => ({
  verdict,
  ...(detected !== undefined && { detected }),
  ...(reason !== undefined && { reason }),
})

function caution(verdict: Verdict): number {
  return ['passed', 'failed', 'stopped', 'inconclusive'].indexOf(verdict)
}

/** Neither held nor broken: a broken variant was then neither detected nor missed. */
const wasNotJudged = ({ verdict }: Finding) => verdict === 'inconclusive' || verdict === 'stopped'

const rules: readonly Rule[] = [
  wasStopped,
  steadyBefore,
  namedChecksTold,
  failedChecks,
  hadTrouble,
  faultsActed,
  sawTraffic,
  madeChecks,
  preconditionsMet,
  steadyAfter,
  madeAsPlanned,
  headlineApplied,
  inconclusiveChecks,
  someCheckIsStrong,
]

function firstFinding(events: readonly JournalEvent[], checks: readonly JudgedCheck[]): Finding {
  for (const rule of rules) {
    const finding = rule(events, checks)
    if (finding) return finding
  }
  return { verdict: 'passed' }
}

function wasStopped(events: readonly JournalEvent[]): Finding | undefined {
  const first = eventsOf(events, 'stopped')[0]
  return first && { verdict: 'stopped', reason: first.reason }
}

function inconclusive(reason: string): Finding {
  return { verdict: 'inconclusive', reason }
}

function troubleReason(events: readonly JournalEvent[]): string | undefined {
  return eventsOf(events, 'trouble').find(({ phase }) => phase !== 'teardown')?.message
}

function hadTrouble(events: readonly JournalEvent[]): Finding | undefined {
  const message = troubleReason(events)
  return message === undefined ? undefined : inconclusive(message)
}

function steadyBefore(events: readonly JournalEvent[]): Finding | undefined {
  const proofs = eventsOf(events, 'steady').filter(({ when }) => when === 'before')
  if (proofs.length === 0)
    return inconclusive(troubleReason(events) ?? 'the steady state was not proved before the fault')
  const bad = proofs.find(({ ok }) => !ok)
  if (bad) return inconclusive(`no steady state before the fault: ${bad.reason ?? 'no reason given'}`)
  const ended = whySteadyEnded(events)
  return ended === undefined ? undefined : inconclusive(ended)
}

function faultsActed(events: readonly JournalEvent[]): Finding | undefined {
  const lives = Map.groupBy(eventsOf(events, 'fault'), ({ id }) => id)
  if (lives.size === 0) return inconclusive('no fault was injected')
  for (const [id, life] of lives)
    if (!life.some(({ state }) => state === 'observed')) {
      const instead = life.find(({ state, detail }) => state === 'healed' && detail !== '')?.detail
      return inconclusive(`fault ${id} left no evidence that it acted${instead ? `: ${instead}` : ''}`)
    }
  return undefined
}

/**
 * Probes before the fault do not show that the prober still sent afterwards. A system without probes is watched by what it logs of
 * clients and operations, and by events of its own.
 */
function sawTraffic(events: readonly JournalEvent[]): Finding | undefined {
  const first = least(eventsOf(events, 'fault').map(({ at }) => at))
  const probes = eventsOf(events, 'probe')
  const said = [...eventsOf(events, 'client'), ...eventsOf(events, 'operation'), ...events.filter(isOwnKind)]
  const seen = probes.length > 0 ? probes.some(({ due }) => due >= first) : said.some(({ at }) => at >= first)
  return seen ? undefined : inconclusive('no probe was sent after the fault began')
}

function madeChecks(_: readonly JournalEvent[], checks: readonly JudgedCheck[]): Finding | undefined {
  return checks.every(({ precondition }) => precondition) ? inconclusive('nothing was checked') : undefined
}

/** A broken variant is detected by its named checks; when one of them is inconclusive, so is that. */
function namedChecksTold(
  events: readonly JournalEvent[],
  checks: readonly JudgedCheck[],
): Finding | undefined {
  for (const name of headerOf(events)?.failsOn ?? []) {
    const named = checks.filter((check) => check.name === name)
    if (named.length === 0)
      return inconclusive(`check '${name}', on which this variant must fail, was not made`)
    const open = named.find(({ verdict }) => verdict === 'inconclusive')
    if (open && !hasFailed(checks, name)) return inconclusive(couldNotTell(open))
  }
  return undefined
}

function failedChecks(events: readonly JournalEvent[], checks: readonly JudgedCheck[]): Finding | undefined {
  const failed = checks.filter((check) => isDefiniteFailure(check, events))
  if (failed.length === 0) return undefined
  const missing = [troubleReason(events), faultsActed(events)?.reason].filter((why) => why !== undefined)
  const beside = missing.length > 0 ? ` (and besides: ${missing.join('; ')})` : ''
  return { verdict: 'failed', reason: `broken limits: ${failed.map(describe).join('; ')}${beside}` }
}

function preconditionsMet(_: readonly JournalEvent[], checks: readonly JudgedCheck[]): Finding | undefined {
  const open = checks.find(
    ({ precondition, notApplicable, verdict }) => precondition && !notApplicable && verdict !== 'passed',
  )
  if (!open) return undefined
  return inconclusive(`precondition not met: ${describe(open)}${open.reason ? `: ${open.reason}` : ''}`)
}

function steadyAfter(events: readonly JournalEvent[]): Finding | undefined {
  const header = headerOf(events)
  if (!header || isBroken(header)) return undefined
  const last = eventsOf(events, 'steady').findLast(({ when }) => when === 'after')
  if (!last) return inconclusive('the steady state was not demanded again after the fault')
  if (last.ok) return undefined
  return { verdict: 'failed', reason: `steady state did not return: ${last.reason ?? 'no reason given'}` }
}

function madeAsPlanned(events: readonly JournalEvent[]): Finding | undefined {
  const reason = notAsPlanned(events)
  return reason === undefined ? undefined : inconclusive(reason)
}

function inconclusiveChecks(_: readonly JournalEvent[], checks: readonly JudgedCheck[]): Finding | undefined {
  const open = checks.find(({ verdict, notApplicable }) => verdict === 'inconclusive' && !notApplicable)
  return open && inconclusive(couldNotTell(open))
}

/** Weak checks alone are no evidence: they would pass with a large mistake, too. */
function someCheckIsStrong(_: readonly JournalEvent[], checks: readonly JudgedCheck[]): Finding | undefined {
  const judging = checks.filter(({ precondition, notApplicable }) => !precondition && !notApplicable)
  if (judging.some(({ weak }) => weak === undefined)) return undefined
  return inconclusive(
    `every check is weak: ${judging.map(({ name, weak }) => `${name}: ${weak}`).join('; ')}`,
  )
}

/** What a target does not report is left out; a scenario without what it is about says nothing. */
function headlineApplied(
  events: readonly JournalEvent[],
  checks: readonly JudgedCheck[],
): Finding | undefined {
  const named = headerOf(events)?.headline
  const headline = subjectOf(named, checks)
  if (named !== undefined && !headline) return inconclusive(notMade(named, checks))
  return headline?.notApplicable
    ? inconclusive(`its headline check '${headline.name}' is not applicable: ${headline.reason}`)
    : undefined
}

function notMade(headline: string, checks: readonly JudgedCheck[]): string {
  const own = checks.filter(({ precondition, standing }) => !precondition && !standing)
  return `its headline check '${headline}' was not made; its checks are ${own.map(({ name }) => `'${name}'`).join(', ')}`
}

function couldNotTell({ name, reason }: JudgedCheck): string {
  return `check '${name}' is inconclusive: ${reason ?? 'no reason given'}`
}

/** A name may stand for several checks, one per variant; one broken limit among them is what was asked for. */
function hasFailed(checks: readonly JudgedCheck[], name: string): boolean {
  return checks.some((check) => check.name === name && check.verdict === 'failed')
}

function missed({ failsOn }: Header, checks: readonly JudgedCheck[]): string {
  const held = failsOn.filter((name) => !hasFailed(checks, name))
  const seen = checks.filter(({ name }) => held.includes(name)).map(describe)
  return `missed: ${seen.length > 0 ? `${seen.join('; ')} kept the limit` : 'no check was named on which it must fail'}`
}

function describe({ name, observed, atLeast, op, limit, unit }: JudgedCheck): string {
  const value = observed === null ? neverText(atLeast, unit) : `${Number(observed.toFixed(2))} ${unit}`
  return `${name} ${value} (limit ${op} ${limit} ${unit})`
}

const neverText = (atLeast: number | undefined, unit: string) =>
  atLeast === undefined ? 'never' : `> ${Number(atLeast.toFixed(0))} ${unit}`
