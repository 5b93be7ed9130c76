import { type Basis, basisOf } from '../analysis/basis.ts'
import { type BeyondLimit, beyondLimit } from '../analysis/beyond/beyond-limit.ts'
import type { Offender } from '../analysis/metric.ts'
import type { JudgedCheck } from '../analysis/recompute.ts'
import type { JournalEvent } from '../journal/events.ts'
import { unlessLeftOut } from '../journal/left-out.ts'
import type { ExcerptLine } from './logs.ts'
import { momentIn, notesOn } from './note.ts'

/** How the observed value of a check came about, and for a broken limit who broke it. */
export interface Explanation extends Omit<Basis, 'first' | 'last'> {
  /** Moments of the first and the last event used, with their lines in the journal. */
  readonly first?: Place
  readonly last?: Place
  /** The first three. */
  readonly offenders: readonly OffenderCase[]
  /** Of a broken limit: who is beyond it. */
  readonly beyond?: BeyondLimit
}

interface Place {
  /** ns */
  readonly at: number
  readonly line: number
}

/** One who broke a limit, with what is known about it. */
export interface OffenderCase extends Offender {
  readonly notes: readonly string[]
  readonly excerpt: readonly ExcerptLine[]
}

/** What lies beside the events: where they stand in the file, and the services' logs. */
export interface Surroundings {
  lineOf(event: JournalEvent): number
  /** Log lines nearest to a moment; those that name `who`, where there are any. */
  logsAbout(at: number, who: string | undefined): readonly ExcerptLine[]
}

const OFFENDERS_SHOWN = 3

export function explain(
  check: JudgedCheck,
  events: readonly JournalEvent[],
  { lineOf, logsAbout }: Surroundings,
): Explanation {
  const { first, last, ...basis } = basisOf(check, events)
  const place = (event: JournalEvent): Place => ({ at: event.at, line: lineOf(event) })
  const beyond = unlessLeftOut(events, () => beyondLimit(check, events))
  const shown = check.verdict === 'failed' ? check.offenders.slice(0, OFFENDERS_SHOWN) : []
  return {
    ...basis,
    ...(first && last && { first: place(first), last: place(last) }),
    ...(beyond && { beyond }),
    offenders: shown.map((offender) => ({
      ...offender,
      notes: notesOn(offender, check, events),
      excerpt: excerptOf(offender, check, logsAbout),
    })),
  }
}

/** Logs of the moment at which it offended; of one who never did what was waited for, those of the moment from which the wait counted. */
function excerptOf(
  { host, at }: Offender,
  { params }: JudgedCheck,
  logsAbout: Surroundings['logsAbout'],
): readonly ExcerptLine[] {
  const moment = at ?? momentIn(params, 'since', 'from')
  return moment === undefined ? [] : logsAbout(moment, host)
}
