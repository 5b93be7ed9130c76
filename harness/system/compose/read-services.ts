import type { Findings } from './findings.ts'
import { sortTopLevel } from './keys.ts'
import { sortNetworks } from './names.ts'
import type { ComposeService } from './normal.ts'
import { readFile } from './read-file.ts'
import { readService } from './read-service.ts'
import { selected } from './select.ts'
import { type Raw, Value } from './values.ts'

/** What of a Compose file is meant. */
export interface ReadOptions {
  /** Services that are started, with those on which they depend; default: all that have no profile, or one of `profiles`. */
  readonly services?: readonly string[]
  readonly profiles?: readonly string[]
  /** In place of `.env` beside the file. */
  readonly envFile?: string
  /** Folders of this machine are mounted as the file says; default: read-only. */
  readonly writable?: boolean
  /** Keys that are left away knowingly, as the messages write them: `api.restart`, or `restart` of all services. */
  readonly ignore?: readonly string[]
}

/**
 * The services of a Compose file, every short form written out.
 * @throws UsageError for what cannot be read, and for what would make it another system
 */
export function readServices(
  path: string,
  options: ReadOptions,
  findings: Findings,
): Record<string, ComposeService> {
  const { file: whole, folder, outer } = readFile(path, findings, options.envFile)
  const file = new Value(without(whole.raw!, options.ignore ?? [], findings), '', findings)
  sortTopLevel(file)
  const all = new Map(
    file
      .at('services')
      .entries()
      .map(([name, { raw }]) => [name, new Value(raw ?? {}, name, findings)]),
  )
  const names = selected(all, options, findings)
  sortNetworks(file.at('networks'))
  const context = { file, folder, outer, all, started: names, writable: options.writable ?? false }
  return Object.fromEntries(names.map((name) => [name, readService(all.get(name)!, context)]))
}

/** A file without the keys that are left away knowingly. */
function without(raw: Raw, ignore: readonly string[], findings: Findings): Raw {
  const copy = structuredClone(raw) as { services: Record<string, Raw> } & Record<string, Raw>
  for (const key of ignore) {
    const paths = key.includes('.')
      ? [[...(/^(networks|volumes|secrets|configs)\./.test(key) ? [] : ['services']), ...key.split('.')]]
      : [[key], ...Object.keys(copy.services).map((service) => ['services', service, key])]
    const found = paths.filter((path) => removed(copy, path))
    if (found.length === 0) findings.refuse(`ignore: ${key}`, 'is not in the file')
  }
  return copy
}

function removed(raw: unknown, path: readonly string[]): boolean {
  const [key, ...rest] = path
  if (typeof raw !== 'object' || raw === null || key === undefined || !(key in raw)) return false
  const holder = raw as Record<string, unknown>
  if (rest.length > 0) return removed(holder[key], rest)
  if (Array.isArray(raw)) raw.splice(Number(key), 1)
  else delete holder[key]
  return true
}
