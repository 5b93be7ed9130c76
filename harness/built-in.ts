import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** Folders of which each file defines something that is found by its name, of all systems and of each. */
const ofAll = [
  'metrics',
  'faults',
  'faults/packets',
  'faults/wire',
  'faults/machine',
  'faults/nodes',
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
  await importAll(definitionFiles(import.meta.dirname, code))
}

const code = /(?<!\.test|\.d)\.[jt]s$/

/** What targets may be described by. Who only computes has no use for it, so that it is loaded with a configuration. */
export const loadTargetSchemas = (): Promise<void> => importAll(targetFiles(import.meta.dirname))

/** Absolute paths of the files that say what targets may be described by. @param root the folder `harness` */
export const targetFiles = (root: string): string[] =>
  inSystems(root, ['targets']).filter((file) => code.test(file))

const importAll = async (files: readonly string[]): Promise<void> =>
  void (await Promise.all(files.map((file) => import(pathToFileURL(file).href))))

/** Absolute paths of the files in these folders. @param root the folder `harness` */
export function definitionFiles(root: string, name: RegExp): string[] {
  const all = [...filesIn(ofAll.map((folder) => join(root, folder))), ...inSystems(root, ofSystem)]
  return all.filter((file) => name.test(file)).sort()
}

const inSystems = (root: string, folders: readonly string[]): string[] =>
  filesIn(
    readdirSync(join(root, 'systems')).flatMap((system) =>
      folders.map((folder) => join(root, 'systems', system, folder)),
    ),
  )

const filesIn = (folders: readonly string[]): string[] =>
  folders
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder).map((file) => join(folder, file)))
