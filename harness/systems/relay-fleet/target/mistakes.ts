import { templates } from '../../../definitions.ts'

/** Something that is wrong in a target, and where. */
export interface Mistake {
  /** From the target on: `relay`, `env`, `PORT`. */
  readonly path: readonly (string | number)[]
  readonly message: string
}

interface Reporter {
  readonly events?: { readonly reports: ReadonlySet<string> } | undefined
  readonly [part: string]: unknown
}

interface Reported {
  readonly host: Reporter & { readonly per?: unknown; readonly single?: Reporter | false | undefined }
  readonly relay: Reporter
  readonly notReported?: readonly string[] | undefined
  readonly tellsNot?: readonly string[] | undefined
}

/** What is reported must be enough, and nothing of it may be declared as not reported. */
export function eventMistakes({ host, relay, ...declared }: Reported): Mistake[] {
  const enough = [host, relay].some(({ events }) => events?.reports.has('registered'))
  const missing: Mistake = {
    path: ['host', 'events'],
    message: "report at least 'registered', here or for the relay: without it nothing is known of a host",
  }
  const words = (['notReported', 'tellsNot'] as const).flatMap((key) =>
    (declared[key] ?? []).map((word, index) => ({ path: [key, index], word })),
  )
  const reported = words.flatMap(({ path, word }): Mistake[] => {
    const who = host.events?.reports.has(word)
      ? 'host'
      : relay.events?.reports.has(word)
        ? 'relay'
        : undefined
    return who ? [{ path, message: `'${word}' is reported by the ${who}'s events` }] : []
  })
  return [...(enough ? [] : [missing]), ...reported, ...singleMistakes(host)]
}

/** A host that reports less than the others would be taken for one to which less happens. */
function singleMistakes({ per, single, events }: Reported['host']): Mistake[] {
  if (single === undefined) return []
  if (per === 'host')
    return [
      {
        path: ['host', 'single'],
        message: "every host has a process of its own: leave it away, or write per: 'fleet'",
      },
    ]
  const own = single ? single.events : undefined
  const less = own && [...(events?.reports ?? [])].find((one) => !own.reports.has(one))
  return less
    ? [{ path: ['host', 'single', 'events'], message: `report '${less}' here, too, as the host's events do` }]
    : []
}

interface WithDirectory {
  readonly relay: Reporter
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
    : templates.callsFor(by, [relay.env, relay.command, relay.argv])
      ? undefined
      : `the relay is not told where ${by} is: name {${by}.url} in its env or command`
  return message === undefined ? [] : [{ path: ['directory', 'by'], message }]
}

/** Who authorises must be a dependency: it is made slow by its link. */
export function authorisationMistakes({
  authorisedBy,
  dependencies,
}: {
  readonly authorisedBy?: string | undefined
  readonly dependencies: Readonly<Record<string, unknown>>
}): Mistake[] {
  if (authorisedBy === undefined || Object.hasOwn(dependencies, authorisedBy)) return []
  const known = Object.keys(dependencies).join(', ') || 'none'
  const message = `'${authorisedBy}' is no dependency: there are ${known}`
  return [{ path: ['authorisedBy'], message }]
}
