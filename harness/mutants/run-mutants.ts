import { join } from 'node:path'
import { messageOf } from '../errors.ts'
import { assertBundled, copyCheckout } from './checkout.ts'
import { applyMutants, type Mutant } from './mutants.ts'
import { runScenarios } from './scenarios.ts'
import { type Judged, type Judgement, judge } from './score.ts'
import type { Execution } from './verdicts.ts'

export interface SeriesOptions {
  readonly profile: string
  readonly repeat: number
  readonly signal: AbortSignal
  /** Whether the unmodified copy is run first. */
  readonly control: boolean
  /** Folder for the reports, one folder per mutant and repetition. */
  readonly keep?: string
}

/** What happens in a series, as it happens. */
export interface SeriesListener {
  /** The unmodified copy: scenarios that did not pass and so can tell nothing about a mutant. */
  controlled(notPassed: readonly Execution[]): void
  judged(judged: Judged): void
}

/** Runs one mutant after the other. Two at a time would disturb each other's times. */
export async function runMutants(
  mutants: readonly Mutant[],
  options: SeriesOptions,
  listener: SeriesListener,
): Promise<Judged[]> {
  const notPassed = options.control ? await control(mutants, options) : []
  if (options.control) listener.controlled(notPassed)
  const unusable = new Set(notPassed.map(({ scenario }) => scenario))
  const all: Judged[] = []
  for (const mutant of mutants) {
    const judgements: Judgement[] = []
    for (let repetition = 1; repetition <= options.repeat; repetition++)
      judgements.push(await judgeMutant(mutant, unusable, { ...options, repetition }))
    const judged = { mutant, judgements }
    listener.judged(judged)
    all.push(judged)
  }
  return all
}

/** The scenarios of all mutants on the unmodified copy: those that did not pass. */
async function control(mutants: readonly Mutant[], options: SeriesOptions): Promise<Execution[]> {
  const ids = [...new Set(mutants.flatMap(({ seenBy }) => seenBy))].sort()
  if (ids.length === 0) return []
  using checkout = copyCheckout()
  const executions = await runScenarios(checkout.path, ids, keptAs('control', options))
  return executions.filter(({ verdict }) => verdict !== 'passed')
}

async function judgeMutant(
  mutant: Mutant,
  unusable: ReadonlySet<string>,
  options: SeriesOptions & { readonly repetition: number },
): Promise<Judgement> {
  const ids = mutant.seenBy.filter((id) => !unusable.has(id))
  if (mutant.seenBy.length === 0) return { outcome: 'not judged', text: 'no scenario promises it yet' }
  if (ids.length === 0)
    return { outcome: 'not judged', text: `without it ${mutant.seenBy.join(', ')} did not pass` }
  using checkout = copyCheckout()
  try {
    await applyMutants([mutant], checkout.path)
    const name = join(mutant.name, String(options.repetition))
    const executions = await runScenarios(checkout.path, ids, keptAs(name, options))
    assertBundled(checkout.path, mutant.changes)
    return judge(executions)
  } catch (error) {
    options.signal.throwIfAborted()
    return { outcome: 'error', text: messageOf(error) }
  }
}

const keptAs = (name: string, { profile, signal, keep }: SeriesOptions) => ({
  profile,
  signal,
  ...(keep === undefined ? {} : { keep: join(keep, name) }),
})
