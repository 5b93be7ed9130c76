import { checkVerdict, whyInconclusive } from '../analysis/check.ts'
import { computeFigure } from '../analysis/figures.ts'
import { SLOWNESS_MAX, slownessOf } from '../analysis/slowness.ts'
import { type Duration, formatMs, parseDuration } from '../duration.ts'
import type { EventOf, Json } from '../journal/events.ts'
import type { Journal } from '../journal/writer.ts'
import type { MachineSpeed } from '../probes/machine-speed.ts'

/** A figure of the analysis with its parameters: what to compute from the journal, so that anybody can do it again. */
export interface FigureRef {
  readonly figure: string
  readonly params: Readonly<Record<string, Json>>
}

export interface LimitOptions {
  /**
   * Real time added to a scaled limit for work that does not scale: process start, TCP, CPU. On a machine slower than the reference
   * it is longer by as much. Shown in the report.
   */
  readonly allowance?: Duration
}

/**
 * Names a figure and its limit. Computed when the body has ended and every event has arrived, in the order in which they
 * were named: a figure speaks of moments and stretches that its parameters give, so it does not matter when it is computed.
 * All checks are evaluated; a failed one hides none.
 */
export type Check = (name: string, figure: FigureRef) => Limits

export interface Limits {
  /** A duration is system time and is scaled; a number is taken as it is. */
  atMost(limit: Duration | number, options?: LimitOptions): void
  atLeast(limit: Duration | number): void
  is(limit: number): void
  /** So much at least of what the scenario brings about must have come about: with less nothing can be told, and the check is `inconclusive`. */
  provoked(least: number): void
}

export interface Checks {
  readonly check: Check
  /** Computes every check named so far and journals figure and limit. */
  evaluate(): void
}

type Op = EventOf<'check'>['op']

/** @param speed of the machine so far, journaled before the checks; undefined where it was not measured */
export function createChecks(
  journal: Journal,
  factor: number,
  speed: () => MachineSpeed | undefined = () => undefined,
): Checks {
  const named: (() => void)[] = []
  let slowness: number | undefined
  const name = (
    label: string,
    figure: FigureRef,
    op: Op,
    limit: Duration | number,
    options?: LimitOptions,
    whyBroken?: string,
  ) => {
    named.push(() => {
      // Not before: it is known only now how slow the machine was.
      const resolved = resolveLimit(limit, factor, options, slowness)
      evaluateCheck(journal, label, figure, op, resolved, whyBroken)
    })
  }
  const journalSpeed = () => {
    const measured = speed()
    if (!measured) return 1
    journal.append({ kind: 'machine', ...measured })
    return slownessOf(measured)
  }
  return {
    check: (label, figure) => ({
      atMost: (limit, options) => name(label, figure, '<=', limit, options),
      atLeast: (limit) => name(label, figure, '>=', limit),
      is: (limit) => name(label, figure, '==', limit),
      provoked: (least) => name(label, figure, '>=', least, {}, 'the scenario did not bring enough about'),
    }),
    evaluate: () => {
      slowness ??= journalSpeed()
      // Taken off one by one: after one that throws, the rest can still be evaluated.
      for (let evaluate = named.shift(); evaluate; evaluate = named.shift()) evaluate()
    },
  }
}

function evaluateCheck(
  journal: Journal,
  name: string,
  { figure, params }: FigureRef,
  op: Op,
  limit: Limit,
  whyBroken: string | undefined,
): void {
  const value = computeFigure(figure, journal.events, params)
  const verdict = checkVerdict(value, op, limit.value)
  // Short of what the scenario itself was to do, the system has not failed.
  const reason =
    verdict === 'failed'
      ? (whyBroken ?? whyUntold(value.observed, limit))
      : whyInconclusive(value, op, limit.value)
  journal.append({
    kind: 'check',
    name,
    figure,
    params,
    observed: value.observed,
    op,
    limit: limit.value,
    limitText: limit.text,
    unit: value.unit,
    resolution: value.resolution,
    verdict: reason === undefined ? verdict : 'inconclusive',
    ...(reason === undefined ? {} : { reason }),
  })
}

interface Limit {
  readonly value: number
  readonly text: string
  /** Of a machine too slow to be allowed for: up to which value nothing can be told, and why. */
  readonly untold?: { readonly upTo: number; readonly why: string }
}

/**
 * The limit in the figure's own unit (ms for durations) and the arithmetic behind it.
 * @param slowness by which the allowance is multiplied: the machine's (`slownessOf`)
 */
export function resolveLimit(
  limit: Duration | number,
  factor: number,
  { allowance }: LimitOptions = {},
  slowness = 1,
): Limit {
  if (typeof limit === 'number') return { value: limit, text: String(limit) }
  const systemMs = parseDuration(limit)
  const scaled = factor === 1 ? formatMs(systemMs) : `${formatMs(systemMs)} × ${factor}`
  const allowanceMs = allowance ? parseDuration(allowance) : 0
  if (allowanceMs === 0) return { value: systemMs * factor, text: scaled }
  const times = Math.min(slowness, SLOWNESS_MAX)
  const slow = slowness > 1 ? ` × ${times} (slow machine)` : ''
  return {
    value: systemMs * factor + Math.round(allowanceMs * times),
    text: `${scaled} + ${formatMs(allowanceMs)} unscaled${slow}`,
    ...(slowness > SLOWNESS_MAX && {
      untold: {
        upTo: systemMs * factor + allowanceMs * slowness,
        why: `the machine takes ${slowness} times as long for a piece of work as the reference, and limits allow for ${SLOWNESS_MAX} times at most`,
      },
    }),
  }
}

function whyUntold(observed: number | null, { untold }: Limit): string | undefined {
  return untold && observed !== null && observed <= untold.upTo ? untold.why : undefined
}
