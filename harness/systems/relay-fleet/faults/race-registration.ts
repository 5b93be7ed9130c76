import {
  defineFaultMethod,
  type FaultContext,
  type Link,
  type OpenFault,
  openFault,
  waitUntil,
} from '../../../definitions.ts'
import { HELD_START_MS, holdHandshakes } from './hold-handshakes.ts'

const raceKind = { name: 'race-registration', colour: '#b45309' }

/** Two programs that play one host, which nobody has to tell anything. */
export interface RegistrationRace {
  /** Their id, and the name of the second in the journal. */
  readonly host: string
  /** Name of the first in the journal. */
  readonly first: string
  /** What the second dials, and nobody else meanwhile. */
  readonly link: Link
  joinSecond(): void
  joinFirst(): void
  /** Ends the first one's program, and with it its connection. */
  endFirst(): void
}

/**
 * From outside of the programs: the handshake of a second host with the same id is kept back in the proxy. As soon as the first one's tunnel is open, its
 * program is ended, while the relay writes the host into its directory. Then the second handshake goes on. Needs a directory that answers late. Evidence: the first
 * tunnel ended before its relay spoke on it.
 */
export async function raceRegistration(
  context: FaultContext,
  { host, first, link, ...programs }: RegistrationRace,
): Promise<OpenFault> {
  const signal = context.signal ?? new AbortController().signal
  const held = await holdHandshakes(link, signal)
  const detail = `the first tunnel of ${host} dies in its registration, and a second one comes meanwhile`
  const fault = openFault(context, raceKind, host, detail, async () => {
    unsubscribe()
    await held.release()
  })
  const fired = Promise.withResolvers<void>()
  let registered = false
  let ended = false
  const unsubscribe = context.journal.onEvent((event) => {
    if (event.kind !== 'host' || event.host !== first) return
    if (event.state === 'upgraded') {
      programs.endFirst()
      fired.resolve(held.release())
    } else if (event.state === 'registered') registered = true
    else if (event.state === 'closed') {
      ended = true
      if (!registered) fault.observed(`${first} ended in its registration`, event.at)
    }
  })
  fired.promise.catch(() => {})
  programs.joinSecond()
  await held.arrived(1)
  programs.joinFirst()
  const isOver = await waitUntil(() => ended, { limitMs: HELD_START_MS, signal })
  if (isOver) await fired.promise
  if (!isOver || registered)
    fault.unproven(
      isOver ? `${first} was registered before it ended` : `${first} opened no tunnel that ended`,
    )
  await fault.heal()
  return fault
}

defineFaultMethod(raceKind, 'A host dies in its registration while another program with its id registers', {
  raceRegistration,
})

declare module '../../../faults/faults.ts' {
  interface Faults {
    raceRegistration(race: RegistrationRace): Promise<OpenFault>
  }
}
