import { unknownWord } from '../../targets/closest.ts'
import type { Findings } from './findings.ts'
import { readDependencies } from './names.ts'
import type { ReadOptions } from './read-services.ts'
import type { Value } from './values.ts'

/** Names of the services that are started, in the order of the file. @throws UsageError for a name that is not there */
export function selected(
  all: ReadonlyMap<string, Value>,
  { services, profiles = [] }: ReadOptions,
  findings: Findings,
): string[] {
  const known = [...all.keys()]
  for (const name of services ?? [])
    if (!all.has(name))
      findings.refuse(
        'services',
        unknownWord(name, known, (one) => one),
      )
  const ofProfile = [...all].flatMap(([, service]) => service.at('profiles').texts())
  for (const profile of profiles)
    if (!ofProfile.includes(profile) && profile !== '*')
      findings.refuse(
        'profiles',
        unknownWord(profile, [...new Set(ofProfile)], (one) => one),
      )
  const isAsked = (name: string) => {
    const own = all.get(name)!.at('profiles').texts()
    return own.length === 0 || own.some((profile) => profiles.includes(profile) || profiles.includes('*'))
  }
  const wanted = new Set(services ?? known.filter(isAsked))
  // What they depend on comes along, unless it is of a profile that nobody asked for.
  for (const name of wanted)
    for (const other of Object.keys(readDependencies(all.get(name)!)))
      if (all.has(other) && isAsked(other)) wanted.add(other)
  return known.filter((name) => wanted.has(name))
}
