import { notApplicable } from '../analysis/capabilities.ts'
import { type CheckOp, checkFinding } from '../analysis/check.ts'
import { computeMetric } from '../analysis/compute-metric.ts'
import type { MetricValue } from '../analysis/metric.ts'
import { noticesOf, whyWeak } from '../analysis/notices.ts'
import type { Duration } from '../duration.ts'
import { now } from '../journal/clock.ts'
import type { Journal } from '../journal/writer.ts'
import type { MachineSpeed } from '../probes/machine-speed.ts'
import { type Because, type Limit, type LimitOptions, type MetricRef, resolveLimit } from './limits.ts'

export type { Because, LimitOptions, MetricRef } from './limits.ts'

/**
 * Names a metric and its limit. Computed when the body has ended and every event has arrived, in the order in which they
 * were named: a metric speaks of moments and stretches that its parameters give, so it does not matter when it is computed.
 * All checks are evaluated; a failed one hides none.
 */
export type Check = (name: string, metric: MetricRef) => Limits

/**
 * The same for what the scenario itself has to bring about: signals sent, entries that exist before a kill, a request under way. Where
 * that is missing the system has not failed, and the execution is inconclusive.
 */
export type Precondition = (name: string, metric: MetricRef) => Pick<Limits, 'atLeast' | 'is'>

export interface Limits {
  /** A duration is scenario time and is scaled; a number is taken as it is. */
  atMost(limit: Duration | number, options?: LimitOptions): void
  atLeast(limit: Duration | number, options?: Because): void
  is(limit: number, options?: Because): void
}

export interface Checks {
  readonly check: Check
  readonly precondition: Precondition
  /** Names a check that holds of the system in every scenario, and so is none of the scenario's own. */
  readonly standing: Check
  /** Computes every check named so far and journals metric and limit. */
  evaluate(): void
}

type Role = 'check' | 'precondition' | 'standing'

interface Named {
  readonly name: string
  readonly metric: MetricRef
  readonly op: CheckOp
  readonly limit: Duration | number
  readonly options?: LimitOptions | undefined
  readonly role: Role
  readonly namedAt: number
}

/** @param speed of the machine so far, journalled before the checks; undefined where it was not measured */
export function createChecks(
  journal: Journal,
  factor: number,
  speed: () => MachineSpeed | undefined = () => undefined,
): Checks {
  const named: Named[] = []
  const naming = (role: Role) => (name: string, metric: MetricRef) => {
    const add = (op: CheckOp, limit: Duration | number, options?: LimitOptions) =>
      named.push({ name, metric, op, limit, options, role, namedAt: now() })
    return {
      atMost: (limit: Duration | number, options?: LimitOptions) => void add('<=', limit, options),
      atLeast: (limit: Duration | number, options?: Because) => void add('>=', limit, options),
      is: (limit: number, options?: Because) => void add('==', limit, options),
    }
  }
  let speedTold = false
  const tellSpeed = () => {
    const measured = speedTold ? undefined : speed()
    speedTold = true
    if (measured) journal.append({ kind: 'machine', ...measured })
  }
  return {
    check: naming('check'),
    precondition: naming('precondition'),
    standing: naming('standing'),
    evaluate: () => {
      // Stamps are less certain on a slow machine, and metrics go by that.
      tellSpeed()
      // Taken off one by one: after one that throws, the rest can still be evaluated.
      for (let next = named.shift(); next; next = named.shift()) evaluateCheck(journal, factor, next)
    },
  }
}

function evaluateCheck(journal: Journal, factor: number, named: Named): void {
  const { name, metric: ref, op, role, namedAt } = named
  const limit = resolveLimit(named.limit, factor, named.options, journal.events)
  const value = computeMetric(ref.metric, journal.events, ref.params)
  const unreported =
    notApplicable(ref.metric, journal.events, ref.params) ?? (value.notApplicable ? value.reason : undefined)
  const { verdict, reason } = unreported === undefined ? findingOf(value, named, limit) : leftOut(unreported)
  journal.append({
    kind: 'check',
    name,
    metric: ref.metric,
    params: ref.params,
    observed: value.observed,
    op,
    limit: limit.value,
    limitText: limit.text,
    unit: value.unit,
    uncertainty: value.uncertainty,
    ...(value.bounds && { bounds: [...value.bounds] as [number, number] }),
    ...(value.heldUp ? { heldUp: value.heldUp } : {}),
    verdict,
    namedAt,
    design: limit.design,
    ...(limit.work && { work: limit.work }),
    ...(named.options?.because !== undefined && { because: named.options.because }),
    ...(value.atLeast !== undefined && { atLeast: value.atLeast }),
    ...(role === 'precondition' ? { precondition: true as const } : noticed(value, op, limit)),
    ...(unreported !== undefined && { notApplicable: true as const }),
    ...(role === 'standing' && { standing: true as const }),
    ...(reason !== undefined && { reason }),
  })
}

const leftOut = (reason: string) => ({ verdict: 'inconclusive' as const, reason })

function findingOf(value: MetricValue, { op, role }: Named, limit: Limit) {
  const finding = checkFinding(limit.reason ? { ...value, reason: limit.reason } : value, op, limit.value)
  // Short of what the scenario itself was to do, the system has not failed.
  if (role === 'precondition' && finding.verdict === 'failed')
    return { verdict: 'inconclusive' as const, reason: 'the scenario did not bring it about' }
  return finding
}

/** What the check would have noticed, and why it is weak where it is. */
function noticed({ observed, unit, uncertainty: whole, bounds }: MetricValue, op: CheckOp, limit: Limit) {
  const { value, design, factor } = limit
  const counts = unit !== 'ms'
  const uncertainty = bounds && observed !== null ? Math.max(0, bounds[1] - observed) : whole
  const notices = noticesOf({ op, limit: value, design, uncertainty, factor, counts })
  const weak = unit === 'ms' && op === '<=' ? whyWeak(notices, factor) : undefined
  return { notices, ...(weak !== undefined && { weak }) }
}
