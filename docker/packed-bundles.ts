import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Bundle } from './bundle.ts'
import { contentDigest } from './content-digest.ts'
import { repoRoot } from './paths.ts'

/** A service in the npm package, where it was bundled when that was packed. */
export interface PackedService {
  /** Files beside it that it shares with others. */
  readonly chunks: readonly string[]
  /** SHA-256 of all sources that went in, 12 hex digits. */
  readonly sources: string
}

/** In the npm package, the list of its services by their names. */
export const packedServices = 'services.json'

const folder = join(repoRoot, 'bundles')

let list: Promise<Record<string, PackedService>> | undefined

/** A service of the npm package, which holds nothing to bundle one with. @throws Error that names a service which it lacks */
export async function packedBundle(name: string): Promise<Bundle> {
  list ??= readFile(join(folder, packedServices), 'utf8').then((text) => JSON.parse(text))
  const service = (await list)[name]
  if (!service) throw new Error(`${name} is not in the npm package of gameday: it is in a checkout only`)
  const file = join(folder, `${name}.mjs`)
  return {
    file,
    chunks: service.chunks.map((chunk) => join(folder, chunk)),
    // The names of the chunks, which it imports, are made of what is in them.
    hash: contentDigest(await readFile(file)),
  }
}
