import { HarnessError } from '../errors.ts'
import { now } from '../journal/clock.ts'
import type { Journal } from '../journal/writer.ts'
import type { Layer } from '../runtime/layers.ts'

/** What a kind of fault is called and how plots shade it. One kind, one file. */
export interface FaultKind {
  readonly name: string
  /** CSS colour of the shaded stretch in plots. */
  readonly colour: string
  /** What this machine must have for it beyond a proxy. */
  readonly needs?: Layer
}

/** What every fault is given: where it is recorded, and what is still to be healed. */
export interface FaultContext {
  readonly journal: Journal
  /** Faults that still have to be healed; healed newest first when the scenario ends, however it ends. */
  readonly open: Set<OpenFault>
  /** Aborts when the execution is over: nothing is broken any more. */
  readonly signal?: AbortSignal
  /** Nothing can be aimed at but what a runtime of this run has started. */
  readonly onlyOwn?: true
  /** Decides what a fault draws by itself. Without it, each draws anew. */
  readonly seed?: number
  /** Folder for what a fault leaves to be read, as captures. Without it nothing is kept. */
  readonly artefacts?: string
}

/** What the proxies of a link counted together, for metrics that hold it against what hosts saw. */
export interface Counted {
  readonly connections?: number
}

/** A fault that lasts until it is healed. `await using` marks how long. */
export interface OpenFault extends AsyncDisposable {
  readonly id: string
  /** Says how the fault was seen to act. Without that the verdict is `inconclusive`. */
  observed(evidence: string, at?: number, uncertaintyNs?: number, counted?: Counted): void
  /** It acts; whether by as much as was asked for shows later. No evidence yet: for those who watch. */
  acting(words: string, at: number): void
  /** It was not seen to act as it was asked to, and it is known why: told in the journal with the heal. */
  unproven(reason: string): void
  /** Its heal has undone it, and goes on: without that it counts as undone when the heal begins. */
  undone(moment: Undone): void
  /**
   * Resolves with the moment from which recovery counts (ns): that at which it was undone, where its fault says so, and else one before which nothing
   * had been undone.
   */
  heal(): Promise<number>
}

/** When a fault was undone at the latest, ns, and how much sooner it may have been. */
export interface Undone {
  readonly at: number
  readonly uncertaintyNs: number
}

let count = 0

/**
 * Journals the request for a fault and gives the handle by which it is observed and healed.
 * @throws HarnessError once the execution is over
 * @param undo takes the fault back; called at most once
 */
export function openFault(
  { journal, open, signal }: FaultContext,
  kind: FaultKind,
  target: string,
  detail: string,
  undo: () => Promise<void> = async () => {},
): OpenFault {
  if (signal?.aborted) throw new HarnessError(`${detail}: not any more, as the execution is over`)
  const id = `${kind.name}-${++count}`
  const base = { kind: 'fault' as const, id, fault: kind.name, target, colour: kind.colour }
  journal.append({ ...base, at: now(), state: 'requested', detail })
  let healing: Promise<number> | undefined
  let lacking = ''
  let end: Undone | undefined
  const fault: OpenFault = {
    id,
    observed: (evidence, at = now(), uncertaintyNs = 0, counted = {}) =>
      journal.append({ ...base, at, state: 'observed', detail: evidence, uncertaintyNs, ...counted }),
    acting: (words, at) => journal.append({ ...base, at, state: 'acting', detail: words }),
    unproven: (reason) => {
      lacking = reason
    },
    undone: (moment) => {
      end = moment
    },
    heal: () => {
      const from = now()
      healing ??= undo().then(() => {
        open.delete(fault)
        journal.append({ ...base, at: now(), ...end, state: 'healed', detail: lacking })
        return end?.at ?? from
      })
      return healing
    },
    [Symbol.asyncDispose]: async () => void (await fault.heal()),
  }
  open.add(fault)
  return fault
}
