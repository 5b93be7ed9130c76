import { callsFor } from './templates.ts'

/** Something that is wrong in a target, and where. */
export interface Mistake {
  /** From the target on: `relay`, `env`, `PORT`. */
  readonly path: readonly (string | number)[]
  readonly message: string
}

interface Teller {
  readonly events?: { readonly tells: ReadonlySet<string> } | undefined
  readonly [part: string]: unknown
}

interface Told {
  readonly host: Teller
  readonly relay: Teller
  readonly tellsNot: readonly string[]
}

/** What is told must be enough, and nothing of it may be declared as not told. */
export function eventMistakes({ host, relay, tellsNot }: Told): Mistake[] {
  const enough = [host, relay].some(({ events }) => events?.tells.has('registered'))
  const missing: Mistake = {
    path: ['host', 'events'],
    message: "tell at least 'registered', here or for the relay: without it nothing is known of a host",
  }
  const told = tellsNot.flatMap((word, index): Mistake[] => {
    const who = host.events?.tells.has(word) ? 'host' : relay.events?.tells.has(word) ? 'relay' : undefined
    return who ? [{ path: ['tellsNot', index], message: `'${word}' is told by the ${who}'s events` }] : []
  })
  return [...(enough ? [] : [missing]), ...told]
}

interface WithDirectory {
  readonly relay: Teller
  readonly directory?: { readonly by: string } | false | undefined
  readonly dependencies: Readonly<Record<string, unknown>>
  readonly redis: boolean
}

/** Relays must be able to reach their directory, by a dependency that is there. */
export function directoryMistakes({ relay, directory, dependencies, redis }: WithDirectory): Mistake[] {
  if (!directory) return []
  const { by } = directory
  const known = [...(redis ? ['redis'] : []), ...Object.keys(dependencies)]
  const message = !known.includes(by)
    ? `no dependency ${by}: there are ${known.join(', ') || 'none'}`
    : callsFor(by, [relay.env, relay.command, relay.argv])
      ? undefined
      : `the relay is not told where ${by} is: name {${by}.url} in its env or command`
  return message === undefined ? [] : [{ path: ['directory', 'by'], message }]
}
