import type { Twin } from '../../door.ts'
import type { FleetPrograms } from './programs.ts'
import type { Relay } from './relay.ts'

/** A relay process with the identity of one that is there, at an address of its own which nobody dials. */
export function replacementOf(
  { name }: Relay,
  { relays, startRelay, cleanUpLine }: Pick<FleetPrograms, 'relays' | 'startRelay' | 'cleanUpLine'>,
): Twin {
  const { spec } = relays.find((relay) => relay.spec.name === name)!
  const twin = `${name}-replacement`
  return { name: twin, start: () => startRelay(spec, twin), ...(cleanUpLine && { cleanUp: cleanUpLine }) }
}
