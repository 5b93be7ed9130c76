import {
  defineFaultMethod,
  type FaultContext,
  HarnessError,
  type Link,
  now,
  type OpenFault,
  openFault,
  type StoppedExit,
  waitUntil,
} from '../../../definitions.ts'
import { type HeldHandshakes, holdHandshakes } from './hold-handshakes.ts'

const joinKind = { name: 'join-while-stopping', colour: '#a16207' }

/** Programs of hosts that dial a link of their own. */
export interface JoiningGroup {
  /** Names in the journal. */
  readonly hosts: readonly string[]
  readonly link: Link
  join(): void
}

export interface StoppedWhileJoining {
  readonly fault: OpenFault
  readonly exit: StoppedExit
  /** When the second group's handshakes went on (ns). */
  readonly releasedAt: number
}

/** Real ms in which a tunnel is upgraded, unless it is authorised first; then the signal comes in the middle of that. */
const upgradeMs = 50

/** A signal is sent within milliseconds. */
const signalMs = 5_000

/**
 * From outside of the programs: the handshakes of two groups of hosts are kept back in the proxy. Those of the first go on right before a relay is told to
 * stop, those of the second right after. Evidence: the relay had not ended when the second ones went on.
 */
export async function joinWhileStopping(
  context: FaultContext,
  groups: { readonly before: JoiningGroup; readonly after: JoiningGroup },
  stop: () => Promise<StoppedExit>,
): Promise<StoppedWhileJoining> {
  const { before, after } = groups
  const signal = context.signal ?? new AbortController().signal
  const held = [await holdHandshakes(before.link, signal), await holdHandshakes(after.link, signal)] as const
  const target = `${before.link.name}, ${after.link.name}`
  const detail = `${before.hosts.length} hosts come right before the stop signal, ${after.hosts.length} right after`
  const fault = openFault(context, joinKind, target, detail, async () => {
    stopListening()
    for (const { release } of held) await release()
  })
  const seen = { upgraded: false, signalled: false }
  const isFirst = new Set(before.hosts)
  const stopListening = context.journal.onEvent((event) => {
    if (event.kind === 'host' && event.state === 'upgraded' && isFirst.has(event.host)) seen.upgraded = true
    if (event.kind === 'service' && event.state === 'signalled') seen.signalled = true
  })
  before.join()
  after.join()
  await allHeld([before, after], held)
  await held[0].release()
  await waitUntil(() => seen.upgraded, { limitMs: upgradeMs, signal, pollMs: 1 })
  seen.signalled = false
  const stopping = stop()
  stopping.catch(() => {})
  await waitUntil(() => seen.signalled, { limitMs: signalMs, signal, pollMs: 1 })
  const releasedAt = now()
  await held[1].release()
  const exit = await stopping
  if (releasedAt < exit.at) fault.observed(`${after.hosts.length} handshakes after the signal`, releasedAt)
  else fault.unproven('the relay had ended before the second handshakes went on')
  await fault.heal()
  return { fault, exit, releasedAt }
}

/** @throws HarnessError where programs do not come */
async function allHeld(groups: readonly JoiningGroup[], held: readonly HeldHandshakes[]): Promise<void> {
  for (const [index, { hosts }] of groups.entries())
    if (!(await held[index]!.arrived(hosts.length)))
      throw new HarnessError(`${hosts.join(', ')} did not all dial in time`)
}

defineFaultMethod(joinKind, 'Hosts dial right before and right after a relay is told to stop', {
  joinWhileStopping,
})

declare module '../../../faults/faults.ts' {
  interface Faults {
    joinWhileStopping(
      groups: { readonly before: JoiningGroup; readonly after: JoiningGroup },
      stop: () => Promise<StoppedExit>,
    ): Promise<StoppedWhileJoining>
  }
}
