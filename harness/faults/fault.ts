import { now } from '../journal/clock.ts'
import type { Journal } from '../journal/writer.ts'

/** What a kind of fault is called and how plots shade it. One kind, one file. */
export interface FaultKind {
  readonly name: string
  /** CSS colour of the shaded stretch in plots. */
  readonly colour: string
}

export interface FaultContext {
  readonly journal: Journal
  /** Faults that still have to be healed; healed newest first when the scenario ends, however it ends. */
  readonly open: Set<OpenFault>
}

/** A fault that lasts until it is healed. `await using` marks how long. */
export interface OpenFault extends AsyncDisposable {
  readonly id: string
  /** Says how the fault was seen to act. Without that the verdict is `inconclusive`. */
  observed(evidence: string, at?: number, resolutionNs?: number): void
  /** Says why nothing was seen, where that is known; told with the heal of a fault without evidence. */
  unseen(why: string): void
  /** Resolves with the moment before which nothing had been undone (ns): from here recovery counts. */
  heal(): Promise<number>
}

let count = 0

/**
 * Journals the request for a fault and gives the handle by which it is observed and healed.
 * @param undo takes the fault back; called at most once
 */
export function openFault(
  { journal, open }: FaultContext,
  kind: FaultKind,
  target: string,
  detail: string,
  undo: () => Promise<void> = async () => {},
): OpenFault {
  const id = `${kind.name}-${++count}`
  const base = { kind: 'fault' as const, id, fault: kind.name, target, colour: kind.colour }
  journal.append({ ...base, at: now(), state: 'requested', detail })
  let healing: Promise<number> | undefined
  let whyUnseen = ''
  const fault: OpenFault = {
    id,
    observed: (evidence, at = now(), resolutionNs = 0) => {
      whyUnseen = ''
      journal.append({ ...base, at, state: 'observed', detail: evidence, resolutionNs })
    },
    unseen: (why) => {
      whyUnseen = why
    },
    heal: () => {
      const from = now()
      healing ??= undo().then(() => {
        open.delete(fault)
        journal.append({ ...base, at: now(), state: 'healed', detail: whyUnseen })
        return from
      })
      return healing
    },
    [Symbol.asyncDispose]: async () => void (await fault.heal()),
  }
  open.add(fault)
  return fault
}
