import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** Folders of which each file defines something that is found by its name, of all systems and of each. */
const ofAll = [
  'metrics',
  'faults',
  'faults/packets',
  'faults/machine',
  'game-day/charts',
  'report/charts',
  'report/notes',
  'report/panels',
]
const ofSystem = ['effects', 'events', 'metrics', 'faults', 'charts', 'notes', 'panels']

/** Adding one touches one file: every file in one of the folders is loaded, and no list names it. */
export const loadBuiltIn = (): Promise<void> => (loading ??= load())

let loading: Promise<void> | undefined

async function load(): Promise<void> {
  const files = definitionFiles(import.meta.dirname, /(?<!\.test|\.d)\.[jt]s$/)
  await Promise.all(files.map((file) => import(pathToFileURL(file).href)))
}

/** Absolute paths of the files in these folders. @param root the folder `harness` */
export function definitionFiles(root: string, name: RegExp): string[] {
  const systems = readdirSync(join(root, 'systems')).flatMap((system) =>
    ofSystem.map((folder) => join('systems', system, folder)),
  )
  return [...ofAll, ...systems]
    .map((folder) => join(root, folder))
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder).map((file) => join(folder, file)))
    .filter((file) => name.test(file))
    .sort()
}
