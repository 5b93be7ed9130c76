import { z } from 'zod'
import { HarnessError } from '../errors.ts'
import type { JournalEvent, Json } from '../journal/events.ts'
import { Registry } from '../registry.ts'
import type { Timed } from './stat.ts'

/** Something that a reader may want to look at: the hosts and moments behind a metric, worst or first ones first. */
export interface Offender {
  readonly host?: string
  /** Monotonic ns. */
  readonly at?: number
  readonly text: string
  /** Operations concerned, to be drawn on the axis of time. */
  readonly operations?: readonly DrawnOperation[]
}

/** An operation as a drawing shows it; moments are monotonic ns. */
export interface DrawnOperation {
  /** `client-1 reads 5` */
  readonly name: string
  readonly from: number
  /** Absent: it never ended. */
  readonly to?: number
  /** It is the one that should not be as it is. */
  readonly isWrong: boolean
}

/** From the least to the most that a value may be. */
export type Bounds = readonly [least: number, most: number]

/** What was seen. */
export interface MetricValue {
  /** null: never within the time watched, or (with `reason`) it is inconclusive. */
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
  /**
   * Of a time: how much of it the machine may have taken, ms, as it ran neither the harness nor the services then. Held to a limit from above, so much may
   * come off. A metric that gives 0 has something to tell that no wait explains, such as what came too early.
   */
  readonly heldUp?: number
  /** Its end was seen late, if anything: whatever the harness was held up by, the true value is no larger. */
  readonly seenLate?: true
  /** It adds up what programs say that they decided: that somebody stamped it late changes nothing. */
  readonly exact?: true
  /** Stretch of time that the value speaks of, monotonic ns, where that is not the one of its parameters. */
  readonly span?: readonly [from: number, to: number]
  readonly offenders?: readonly Offender[]
  /** With a reason: the question does not apply to what was run, as to a fleet too small for it. The check is left out. */
  readonly notApplicable?: true
  /** Why this journal does not decide it; makes a check `inconclusive`. */
  readonly reason?: string
  readonly detail?: Readonly<Record<string, Json>>
}

export type Params = Readonly<Record<string, Json>>

/** A metric: a pure function of a journal (sorted by moment) and JSON parameters. Moments in parameters are monotonic ns. */
export interface Metric {
  /** Under which a check names it. */
  readonly name: string
  /**
   * What the programs under test must report for it, where they are a target's: states of hosts, `closed.code` for what is told with one;
   * `relay`: on which relay a host's tunnel is; `directory`: its entries can be read; `held`: requests can be held open. `a|b`: either.
   */
  readonly needs: readonly string[]
  /** Names of its parameters. */
  readonly parameters: readonly string[]
  compute(events: readonly JournalEvent[], params: Params): MetricValue
  /** What is wrong with parameters, in words; undefined: they fit. */
  wrongParameters(params: Params): string | undefined
  /** The times of which its value is a statistic; the report draws how they are spread. */
  times?(events: readonly JournalEvent[], params: Params): readonly Timed[]
  /** How what it counts changed while the scenario ran; the report draws it as a step line. */
  series?(events: readonly JournalEvent[], params: Params): readonly Point[]
}

/** From a moment (monotonic ns) on, a value. */
export interface Point {
  readonly at: number
  readonly value: number
}

/** A metric with the parameters that a check asks it with. */
export interface MetricRef {
  readonly metric: string
  readonly params: Params
}

/** A metric by its name, as `gameday list --metrics` has it, with its parameters: what a check is given. */
export const metric = (name: string, params: MetricRef['params']): MetricRef => ({ metric: name, params })

/** A metric as its file knows it: with the types of its parameters. */
export interface DefinedMetric<S extends z.ZodObject> extends Metric {
  /** What a check is given: `check('left over', leftOver.of({ since, until })).is(0)`. */
  of(params: z.input<S>): MetricRef
}

type Of<S extends z.ZodObject, T> = (events: readonly JournalEvent[], params: z.output<S>) => T

interface MetricOptions<S extends z.ZodObject> {
  readonly params: S
  readonly needs?: readonly string[]
  readonly times?: Of<S, readonly Timed[]>
  readonly series?: Of<S, readonly Point[]>
}

const registry = new Registry<Metric>('metric')

/**
 * Defines a metric: from now on a check may name it. All that is to be said of it stands here: what it is made of, what the programs under
 * test must report, what the report draws of it.
 * @param name under which a check stores it, with its parameters, so that it can be computed again
 * @param given schema of its parameters, alone or with more. Wrong parameters are a mistake of the scenario: HarnessError.
 * @throws UsageError when another file defines a metric of this name
 */
export function defineMetric<S extends z.ZodObject>(
  name: string,
  given: S | MetricOptions<S>,
  compute: Of<S, MetricValue>,
): DefinedMetric<S> {
  const {
    params: schema,
    needs = [],
    times,
    series,
  } = given instanceof z.ZodObject ? { params: given } : given
  const checked =
    <T>(make: Of<S, T>) =>
    (events: readonly JournalEvent[], params: Params): T => {
      const parsed = schema.safeParse(params)
      if (parsed.success) return make(events, parsed.data)
      throw new HarnessError(issueText(parsed.error))
    }
  const defined: DefinedMetric<S> = {
    name,
    needs,
    parameters: Object.keys(schema.shape),
    of: (params) => ({ metric: name, params: params as Params }),
    compute: checked(compute),
    wrongParameters: (params) => {
      const parsed = schema.safeParse(params)
      return parsed.success ? undefined : issueText(parsed.error)
    },
    ...(times && { times: checked(times) }),
    ...(series && { series: checked(series) }),
  }
  registry.add(name, defined)
  return defined
}

function issueText({ issues: [issue] }: z.ZodError): string {
  return `parameter ${issue?.path.join('.') || '(all)'}: ${issue?.message}`
}

/** undefined: nobody defines it. */
export const metricNamed = (name: string): Metric | undefined => registry.get(name)

/** All that are defined, in the order of their names. */
export const allMetrics = (): readonly Metric[] => registry.all()

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
