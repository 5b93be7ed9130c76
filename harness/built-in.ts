import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** Folders, from this one, of which each file defines something that is found by its name: kinds of events, metrics, faults, charts. */
export const folders = [
  /^(metrics|faults)$/,
  /^report\/(charts|notes|panels)$/,
  /^systems\/[^/]+\/(effects|events|metrics|faults|charts|notes|panels)$/,
]

/** Adding one touches one file: whatever stands in one of the folders is loaded, and no list names it. */
export const loadBuiltIn = (): Promise<void> => (loading ??= load())

let loading: Promise<void> | undefined

async function load(): Promise<void> {
  const root = import.meta.dirname
  const files = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /(?<!\.test|\.d)\.[jt]s$/.test(entry.name))
    .filter(({ parentPath }) => folders.some((folder) => folder.test(parentPath.slice(root.length + 1))))
  await Promise.all(files.map(({ parentPath, name }) => import(pathToFileURL(join(parentPath, name)).href)))
}
