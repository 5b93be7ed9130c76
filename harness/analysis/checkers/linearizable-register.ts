/** A write or a read of one register, from its call to its return; moments are any numbers that grow. */
export interface RegisterOperation {
  readonly kind: 'read' | 'write'
  /** Written, or seen by the read. */
  readonly value: string
  readonly from: number
  /** Infinity: it never returned. Such a write may have taken effect, at any time, or not; such a read says nothing. */
  readonly to: number
}

/** A read that no order of the operations explains. */
export interface Anomaly<O> {
  readonly read: O
  /** What the register may have held meanwhile. */
  readonly possible: readonly string[]
}

export interface RegisterFinding<O> {
  /** In the order in which they returned. The search leaves each of them out and goes on. */
  readonly anomalies: readonly Anomaly<O>[]
  /** States that were looked at. */
  readonly states: number
  /** The limit was reached: nothing is known of what returned at this moment or later. */
  readonly undecidedFrom?: number
}

export interface RegisterOptions {
  /** What the register holds at first; absent: anything, until the first read says what. */
  readonly initial?: string
  /** Most states that are looked at. */
  readonly statesMax?: number
}

/** Less than a second of work. Four writes that run side by side all the time take some 35 for each return, eight some 800. */
export const STATES_MAX = 100_000

/**
 * Whether each operation can have taken effect at one moment between its call and its return (linearizability). Wing and Gong's search in the
 * form that Lowe calls just-in-time linearization: returns are gone through in their order, with all states that the register may then be in,
 * each remembered once; an operation takes effect no sooner than something that returns needs it.
 */
export function checkRegister<O extends RegisterOperation>(
  history: readonly O[],
  { initial, statesMax = STATES_MAX }: RegisterOptions = {},
): RegisterFinding<O> {
  const search = new Search<O>(initial, statesMax)
  const anomalies: Anomaly<O>[] = []
  for (const { operation, at, returns } of callsAndReturns(history)) {
    if (!returns) search.call(operation)
    else {
      const found = search.return(operation)
      if (found === 'limit') return { anomalies, states: search.looked, undecidedFrom: at }
      if (found !== 'explained') anomalies.push({ read: operation, possible: found })
    }
  }
  return { anomalies, states: search.looked }
}

/** In their order; of one moment calls come first, as what overlaps by nothing has no order. */
function callsAndReturns<O extends RegisterOperation>(history: readonly O[]) {
  const kept = history.filter(({ kind, to }) => kind === 'write' || to < Infinity)
  const calls = kept.map((operation) => ({ operation, at: operation.from, returns: false }))
  const returns = kept.map((operation) => ({ operation, at: operation.to, returns: true }))
  return [...calls, ...returns.filter(({ at }) => at < Infinity)].sort(
    (a, b) => a.at - b.at || Number(a.returns) - Number(b.returns),
  )
}

/** A state that the register may be in. */
interface State {
  /** undefined: not known yet. */
  readonly value: string | undefined
  /** Which of the operations that have not returned have taken effect: their bits. */
  readonly effective: bigint
}

interface Call {
  readonly bit: bigint
  /** Values that the register may have held since. */
  readonly held: Set<string>
}

class Search<O extends RegisterOperation> {
  /** Called, and not returned. */
  readonly #open = new Map<O, Call>()
  readonly #freeBits: bigint[] = []
  readonly #statesMax: number
  #states: readonly State[]
  looked = 0

  constructor(initial: string | undefined, statesMax: number) {
    this.#states = [{ value: initial, effective: 0n }]
    this.#statesMax = statesMax
  }

  call(operation: O): void {
    const bit = this.#freeBits.pop() ?? 1n << BigInt(this.#open.size)
    const held = new Set(this.#states.flatMap(({ value }) => value ?? []))
    this.#open.set(operation, { bit, held })
  }

  /** Keeps the states in which the operation has taken effect. Without any, the values that there may have been; the operation is left out. */
  return(operation: O): 'explained' | 'limit' | readonly string[] {
    const { bit, held } = this.#open.get(operation)!
    const kept = new Map<string, State>()
    const seen = new Set<string>()
    const ahead = [...this.#states]
    for (let state = ahead.pop(); state; state = ahead.pop()) {
      const { value, effective } = this.#withReads(state)
      const key = keyOf({ value, effective })
      if (seen.has(key)) continue
      seen.add(key)
      if (++this.looked > this.#statesMax) return 'limit'
      if (effective & bit) kept.set(key, { value, effective: effective ^ bit })
      else for (const next of this.#nextOf({ value, effective })) ahead.push(next)
    }
    if (kept.size > 0) this.#states = [...kept.values()]
    this.#open.delete(operation)
    this.#freeBits.push(bit)
    return kept.size > 0 ? 'explained' : [...held]
  }

  /** A read changes nothing, so whatever reads this value may do so at once. */
  #withReads({ value, effective }: State): State {
    if (value === undefined) return { value, effective }
    let all = effective
    for (const [{ kind, value: read }, { bit, held }] of this.#open) {
      held.add(value)
      if (kind === 'read' && read === value) all |= bit
    }
    return { value, effective: all }
  }

  /** The states after one more operation took effect. */
  #nextOf({ value, effective }: State): State[] {
    const waiting = [...this.#open].filter(([, { bit }]) => !(effective & bit))
    const wanted = new Set(waiting.flatMap(([{ kind, value }]) => (kind === 'read' ? value : [])))
    const mayBe = (one: O) => {
      if (one.kind === 'read') return value === undefined
      // A write that never returned need not have happened, unless somebody sees it.
      return one.to < Infinity || wanted.has(one.value)
    }
    return waiting
      .filter(([one]) => mayBe(one))
      .map(([one, { bit }]) => ({ value: one.value, effective: effective | bit }))
  }
}

const keyOf = ({ value, effective }: State) =>
  `${effective.toString(36)}${value === undefined ? '?' : `=${value}`}`
