/** A relay as a directory may write it. */
export interface Owner {
  readonly region: string
  readonly machineId: string
}

/** How a relay is written as an owner: `{region}/{machineId}` filled in. */
export const writeOwner = (template: string, { region, machineId }: Owner): string =>
  template.replaceAll('{region}', region).replaceAll('{machineId}', machineId)

/**
 * Translates a target's words for its relays into identities `region:machineId`: an owner as its directory writes it, or a bare
 * machine id. Anything else stays as it is, so that an entry which names no relay of the fleet is seen to name none.
 */
export function identityReader(
  template: string | undefined,
  relays: readonly Owner[],
): (text: string) => string {
  const known = new Map<string, string>()
  for (const relay of relays) {
    const identity = `${relay.region}:${relay.machineId}`
    known.set(relay.machineId, identity)
    known.set(identity, identity)
    if (template !== undefined) known.set(writeOwner(template, relay), identity)
  }
  return (text) => known.get(text) ?? text
}
