import { z } from 'zod'
import { HarnessError } from '../errors.ts'
import type { JournalEvent, Json } from '../journal/events.ts'

/** Something that a reader may want to look at: the hosts and moments behind a metric, worst or first ones first. */
export interface Offender {
  readonly host?: string
  /** Monotonic ns. */
  readonly at?: number
  readonly text: string
}

/** From the least to the most that a value may be. */
export type Bounds = readonly [least: number, most: number]

/** What was seen. */
export interface MetricValue {
  /** null: never within the time watched, or (with `reason`) it cannot be told. */
  readonly observed: number | null
  /** Of a time that had not come when the watch ended (`observed` is null): it is longer than this, in the same unit. */
  readonly atLeast?: number
  readonly unit: string
  /** Uncertainty of `observed`, in the same unit. */
  readonly uncertainty: number
  /**
   * Where the true value may be, in the same unit, if that is not as far above `observed` as below: what nobody saw can only add to it,
   * what the prober itself sent late can only make it smaller. Never wider than `observed` ± `uncertainty`.
   */
  readonly bounds?: Bounds
  /** Its end was seen late, if anything: whatever the harness was held up by, the true value is no larger. */
  readonly seenLate?: true
  /** It adds up what programs say that they decided: that somebody stamped it late changes nothing. */
  readonly exact?: true
  /** Stretch of time that the value speaks of, monotonic ns, where that is not the one of its parameters. */
  readonly span?: readonly [from: number, to: number]
  readonly offenders?: readonly Offender[]
  /** With a reason: the question does not apply to what was run, as to a fleet too small for it. The check is left out. */
  readonly notApplicable?: true
  /** Why it cannot be told from this journal; makes a check `inconclusive`. */
  readonly reason?: string
  readonly detail?: Readonly<Record<string, Json>>
}

export type Params = Readonly<Record<string, Json>>

/** A metric: a pure function of a journal (sorted by moment) and JSON parameters. Moments in parameters are monotonic ns. */
export interface Metric {
  compute(events: readonly JournalEvent[], params: Params): MetricValue
}

/** Joins a metric to the schema of its parameters. Wrong parameters are a mistake of the scenario: HarnessError. */
export function defineMetric<S extends z.ZodObject>(
  schema: S,
  compute: (events: readonly JournalEvent[], params: z.output<S>) => MetricValue,
): Metric {
  return {
    compute(events, params) {
      const parsed = schema.safeParse(params)
      if (parsed.success) return compute(events, parsed.data)
      const issue = parsed.error.issues[0]
      throw new HarnessError(`parameter ${issue?.path.join('.') || '(all)'}: ${issue?.message}`)
    },
  }
}

/** A metric that this journal cannot give. */
export function cannotTell(unit: string, reason: string): MetricValue {
  return { observed: null, unit, uncertainty: 0, reason }
}

/** The ends of a value's uncertainty. */
export function boundsOf({ observed, uncertainty, bounds }: MetricValue): Bounds {
  return bounds ?? [(observed ?? Infinity) - uncertainty, (observed ?? Infinity) + uncertainty]
}

/** A time in ms whose end was looked for from outside, and so seen late by up to `uncertainty`. */
export function upTo(
  observed: number,
  uncertainty: number,
  more: Pick<MetricValue, 'offenders' | 'span'> = {},
): MetricValue {
  const bounds = [Math.max(0, observed - uncertainty), observed] as const
  return { observed, unit: 'ms', uncertainty, bounds, seenLate: true, ...more }
}

/** Most offenders that a metric names. */
export const OFFENDERS_MAX = 20

/**
 * A count of things, each of them named.
 * @param unseen how many there may have been besides while nobody looked
 */
export function countOf(
  offenders: readonly Offender[],
  unit: string,
  detail?: Params,
  unseen = 0,
): MetricValue {
  return {
    observed: offenders.length,
    unit,
    uncertainty: unseen,
    ...(unseen > 0 && { bounds: [offenders.length, offenders.length + unseen] as const }),
    offenders: offenders.slice(0, OFFENDERS_MAX),
    ...(detail && { detail }),
  }
}

/** Parameter schemas shared by metrics. */
export const param = {
  /** Monotonic ns. */
  moment: z.number().nonnegative(),
  hosts: z.array(z.string()).optional(),
  probe: z.string().optional(),
  /** How long a host must stay registered to be back, real ms. Default: `HOLD_MS` of scenario time. */
  holdMs: z.number().nonnegative().optional(),
}
