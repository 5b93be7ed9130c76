import {
  type Duration,
  defineFaultMethod,
  type FaultContext,
  HarnessError,
  type Link,
  type OpenFault,
  openFault,
  parseDuration,
  waitUntil,
} from '../../../definitions.ts'
import { HELD_START_MS, holdHandshakes } from './hold-handshakes.ts'

const secondProgramsKind = { name: 'second-programs', colour: '#4d7c0f' }

/** Pairs of programs, each of which plays one host; names are those of the journal. */
export interface ProgramPairs {
  readonly firsts: readonly string[]
  readonly seconds: readonly string[]
  /** What firsts dial and nobody else, and what seconds do. */
  readonly firstsLink: Link
  readonly secondsLink: Link
  joinFirsts(): void
  joinSeconds(): void
  endFirsts(): void
  isRegistered(name: string): boolean
}

const frozen = (['upstream', 'downstream'] as const).map((stream) => ({ name: `freeze_${stream}`, stream }))

/**
 * From outside of the programs: each host has a tunnel, which is then frozen in the proxy, so that neither side hears of the other. A second
 * program with the same id dials, and `closeFirstAfter` after all of them are registered the first tunnels are closed. Resolves when the
 * second ones may dial. Evidence: second tunnels that were registered beside an open first one, which was closed later.
 */
export async function secondPrograms(
  context: FaultContext,
  pairs: ProgramPairs,
  { closeFirstAfter }: { readonly closeFirstAfter: Duration },
  factor: number,
): Promise<OpenFault> {
  const { firsts, seconds, firstsLink, secondsLink, isRegistered } = pairs
  const signal = context.signal ?? new AbortController().signal
  const all = (names: readonly string[]) =>
    waitUntil(() => names.every(isRegistered), { limitMs: HELD_START_MS, signal })
  pairs.joinFirsts()
  const held = await holdHandshakes(secondsLink, signal)
  const later = new AbortController()
  const detail = `a second program for each of ${firsts.length} hosts; the first tunnel closes ${closeFirstAfter} late`
  const fault = openFault(context, secondProgramsKind, firstsLink.name, detail, async () => {
    later.abort()
    pairs.endFirsts()
    await held.release()
    for (const { name } of frozen) await firstsLink.removeToxic(name)
    await firstsLink.enable()
  })
  pairs.joinSeconds()
  if (!((await held.arrived(seconds.length)) && (await all(firsts))))
    throw new HarnessError(`${firsts.join(', ')} and their second programs did not all come in time`)
  for (const { name, stream } of frozen)
    await firstsLink.addToxic({ name, type: 'hang', stream, attributes: {} })
  const open = (await firstsLink.state()).connections ?? 0
  await held.release()
  const closeFirsts = async () => {
    if (!(await all(seconds))) return fault.unproven(`not all of ${seconds.join(', ')} were registered`)
    const waitMs = parseDuration(closeFirstAfter) * factor
    await waitUntil(() => false, { limitMs: waitMs, signal: AbortSignal.any([signal, later.signal]) })
    await firstsLink.disable()
    if (open < firsts.length) fault.unproven(`${open} of ${firsts.length} first tunnels were open`)
    else fault.observed(`${seconds.length} second tunnels beside first ones, which were closed later`)
    pairs.endFirsts()
  }
  // Without evidence it is unknown what the fault did; the heal says the rest.
  void closeFirsts().catch(() => {})
  return fault
}

defineFaultMethod(
  secondProgramsKind,
  'A second program with the id of a host registers; the first tunnel is frozen and closes late',
  {
    secondPrograms: (context, pairs, options) => secondPrograms(context, pairs, options, context.factor),
  },
)

declare module '../../../faults/faults.ts' {
  interface Faults {
    secondPrograms(pairs: ProgramPairs, options: { readonly closeFirstAfter: Duration }): Promise<OpenFault>
  }
}
