import { now } from '../journal/clock.ts'
import { type FaultContext, type OpenFault, openFault } from './fault.ts'
import { defineFault } from './faults.ts'

const answerErrorsKind = { name: 'answer-errors', colour: '#9d174d' }

/** A dependency that can be told to answer errors, and that counts the errors which it answered. */
export interface Refusing {
  readonly name: string
  /** From now on every write is answered with an error; reads go on. */
  refuseWrites(): Promise<void>
  acceptWrites(): Promise<void>
  /** Writes refused since it started. */
  refusedWrites(): Promise<number>
  /** Changes to its data since it started, or since it last counted from 0. */
  changes(): Promise<number>
}

/** How often the dependency is asked whether it refused a write: the onset is uncertain by this much. */
const pollMs = 20

/**
 * A dependency stays reachable and answers every write with an error until it is healed; its readers notice nothing.
 * Evidence: the errors that the dependency itself counts, and that it counts no change: one that still takes some writes was not
 * broken as asked for. Looked at when it is healed; it counts from the first error.
 */
export async function answerErrors(context: FaultContext, dependency: Refusing): Promise<OpenFault> {
  const { name } = dependency
  const fault = openFault(context, answerErrorsKind, name, `${name} refuses every write`, async () => {
    clearTimeout(timer)
    await look()
    const changed = (await dependency.changes()) - changesBefore
    const refused = (await dependency.refusedWrites()) - before
    await dependency.acceptWrites()
    if (!onset) return
    if (changed > 0) fault.unproven(`${refused} writes refused, but ${changed} changes made meanwhile`)
    else fault.observed(`${refused} writes refused, none made`, onset.at, onset.uncertaintyNs)
  })
  let onset: { readonly at: number; readonly uncertaintyNs: number } | undefined
  let timer: NodeJS.Timeout | undefined
  const before = await dependency.refusedWrites()
  let lookedAt = now()

  const look = async () => {
    const refused = (await dependency.refusedWrites()) - before
    const at = now()
    if (refused > 0) onset ??= { at, uncertaintyNs: at - lookedAt }
    lookedAt = at
  }
  const poll = async () => {
    await look()
    if (!onset && context.open.has(fault)) schedule()
  }
  // A dependency that does not answer is told of by the heal, which every fault gets.
  const schedule = () => {
    timer = setTimeout(() => void poll().catch(() => {}), pollMs)
  }

  await dependency.refuseWrites()
  const changesBefore = await dependency.changes()
  schedule()
  return fault
}

defineFault(answerErrorsKind, 'A dependency stays reachable and answers every write with an error', {
  answerErrors,
})

declare module './faults.ts' {
  interface Faults {
    answerErrors(dependency: Refusing): Promise<OpenFault>
  }
}
