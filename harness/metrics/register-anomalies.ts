import { z } from 'zod'
import {
  type Anomaly,
  checkRegister,
  type RegisterOperation,
  STATES_MAX,
} from '../analysis/checkers/linearizable-register.ts'
import {
  cannotTell,
  type DrawnOperation,
  defineMetric,
  type MetricValue,
  OFFENDERS_MAX,
  type Offender,
  param,
} from '../analysis/metric.ts'
import { groupOf, type Places, placesOf, saidOf } from '../analysis/operation-places.ts'
import type { JournalEvent } from '../journal/events.ts'
import { none, operationsOf, type Step } from './operation-metrics.ts'

const side = z.strictObject({ operation: z.string(), begun: z.string(), ended: z.string() })
const params = z.strictObject({ since: param.moment, until: param.moment, reads: side, writes: side })
type Side = z.output<typeof side>

/** A read or a write of a register; its places are ns. */
interface Operation extends RegisterOperation {
  readonly client: string
  readonly register: string
  /** No step said which value. */
  readonly isBlank: boolean
}

/**
 * `register-anomalies`: reads that returned in [since, until] and that no order of all reads and writes of their register explains in which each
 * takes effect between its call and its return. A write that never returned may have taken effect, or not; what a register held before its first
 * write is not known. Inconclusive when a history is so large that the search reaches its limit. Uncertain where services differ, as calls may
 * have been stamped late there.
 */
export const registerAnomalies = defineMetric('register-anomalies', params, (events, asked) => {
  const { reads, writes, since, until } = asked
  const isOne = ({ operation, state }: Step) =>
    [reads, writes].some((one) => operation === one.operation && [one.begun, one.ended].includes(state))
  const places = placesOf(events, isOne, asked)
  const history = [
    ...historyOf(events, 'read', reads, until, places),
    ...historyOf(events, 'write', writes, until, places),
  ]
  const isIn = ({ to }: Operation) => to >= since && to <= until
  const looked = history.filter((one) => one.kind === 'read' && isIn(one))
  if (looked.length === 0) return none(reads.operation, reads.ended)
  const blank = history.find(({ isBlank }) => isBlank)
  if (blank)
    return cannotTell('operations', `a ${blank.kind} does not say which value: name a group (?<value>…)`)
  const exact = search(history, isIn)
  const certain = places.lateNs > 0 ? search(calledEarlier(history, places.lateNs), isIn) : exact
  return anomaliesOf({ exact, certain, history, looked: looked.length })
})

/** Operations that were called by `until`; what returned later had not returned. */
function historyOf(
  events: readonly JournalEvent[],
  kind: RegisterOperation['kind'],
  { operation, begun, ended }: Side,
  until: number,
  places: Places,
): Operation[] {
  return [...operationsOf(events, operation)].flatMap(([key, steps]) => {
    const place = (state: string) => {
      const step = steps.find((one) => one.state === state)
      return step ? places.of.get(step)! : Infinity
    }
    const [from, returned] = [place(begun), place(ended)]
    if (from > until) return []
    const to = returned > until ? Infinity : returned
    const value = saidOf(steps, 'value')
    const isBlank = value === undefined && (kind === 'write' || to < Infinity)
    const named = { client: saidOf(steps, 'client') ?? key, register: groupOf(steps), isBlank }
    return { kind, value: value ?? '', from, to, ...named }
  })
}

/** Calls that were stamped as late as they may have been. */
const calledEarlier = (history: readonly Operation[], lateNs: number): Operation[] =>
  history.map((one) => ({ ...one, from: one.from - lateNs }))

interface Found {
  readonly anomalies: readonly Anomaly<Operation>[]
  /** Reads that the search did not come to. */
  readonly undecided: number
}

/** Register by register, which is enough: a history is linearizable when that of each of its registers is. */
function search(history: readonly Operation[], isIn: (one: Operation) => boolean): Found {
  const registers = [...Map.groupBy(history, ({ register }) => register).values()]
  const found = registers.map((own) => {
    const { anomalies, undecidedFrom = Infinity } = checkRegister(own)
    const undecided = own.filter((one) => one.kind === 'read' && isIn(one) && one.to >= undecidedFrom)
    return { anomalies: anomalies.filter(({ read }) => isIn(read)), undecided: undecided.length }
  })
  return {
    anomalies: found.flatMap(({ anomalies }) => anomalies),
    undecided: found.reduce((sum, { undecided }) => sum + undecided, 0),
  }
}

interface Searched {
  readonly exact: Found
  readonly certain: Found
  readonly history: readonly Operation[]
  readonly looked: number
}

function anomaliesOf({ exact, certain, history, looked }: Searched): MetricValue {
  const observed = exact.anomalies.length
  const undecided = Math.max(exact.undecided, certain.undecided)
  if (undecided > 0 && certain.anomalies.length === 0)
    return cannotTell(
      'operations',
      `${undecided} of ${looked} reads are undecided: the search stopped at its limit of ${STATES_MAX} states; watch a shorter stretch, or fewer clients`,
    )
  const bounds = [Math.min(observed, certain.anomalies.length), observed + undecided] as const
  return {
    observed,
    unit: 'operations',
    uncertainty: Math.max(observed - bounds[0], bounds[1] - observed),
    bounds,
    offenders: exact.anomalies.slice(0, OFFENDERS_MAX).map((anomaly) => offender(anomaly, history)),
    detail: { of: looked },
  }
}

function offender({ read, possible }: Anomaly<Operation>, history: readonly Operation[]): Offender {
  const what = read.register === '' ? '' : ` of ${read.register}`
  const held = possible.map(quoted).join(' or ')
  const why = held === '' ? 'which was never written' : `when only ${held} can have been there`
  return {
    at: read.to,
    text: `${read.client} read ${quoted(read.value)}${what}, ${why}`,
    operations: [...writesBehind(read, possible, history), read].map((one) => drawn(one, one === read)),
  }
}

const WRITES_DRAWN = 4

/** The last writes of what it read, and of what it should have. */
function writesBehind(
  { register, value, to }: Operation,
  possible: readonly string[],
  history: readonly Operation[],
): Operation[] {
  const written = history.filter((one) => one.kind === 'write' && one.register === register && one.from < to)
  return [value, ...possible]
    .slice(0, WRITES_DRAWN)
    .flatMap((wanted) => written.findLast((one) => one.value === wanted) ?? [])
}

const drawn = ({ kind, client, value, from, to }: Operation, isWrong: boolean): DrawnOperation => ({
  name: `${client} ${kind}s ${quoted(value)}`,
  from,
  ...(to < Infinity && { to }),
  isWrong,
})

const quoted = (value: string) => (value === '' ? 'nothing' : value)
