import { readdirSync } from 'node:fs'
import { join, relative } from 'node:path'
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
  const files = definitionFiles(import.meta.dirname, /(?<!\.test|\.d)\.[jt]s$/)
  await Promise.all(files.map((file) => import(pathToFileURL(file).href)))
}

/** Absolute paths of the files in these folders. @param root the folder `harness` */
export function definitionFiles(root: string, name: RegExp): string[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && name.test(entry.name))
    .filter(({ parentPath }) => folders.some((folder) => folder.test(relative(root, parentPath))))
    .map(({ parentPath, name }) => join(parentPath, name))
    .sort()
}
