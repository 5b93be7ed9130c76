import { existsSync } from 'node:fs'
import { dirname, isAbsolute, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseLine } from '../journal/line.ts'
import { firstLineOf } from '../journal/pieces.ts'
import { openToUsers } from '../users-imports.ts'
import type { JournalGroup } from './load.ts'

/**
 * Loads the files in which a reader's own kinds of events, metrics and charts are defined, as the journals name them, so that everything can be
 * computed and drawn again. Only files within the project in which gameday is started: a journal may come from anybody. What is not there, or
 * cannot be loaded, is left out: then checks stand as they were recorded, and say so.
 */
export async function loadOwnDefinitions({ journals }: JournalGroup): Promise<void> {
  const files = new Set(journals.flatMap(({ path, missing }) => (missing ? [] : definedIn(path))))
  for (const file of files) {
    const path =
      isAbsolute(file) || file.split(/[/\\]/).includes('..') ? undefined : findUpwards(process.cwd(), file)
    if (path === undefined) continue
    openToUsers()
    await import(/* @vite-ignore */ pathToFileURL(path).href).catch(() => {})
  }
}

/** The file below this folder, or below the nearest one above it: a report may be made from a folder within a project. */
function findUpwards(folder: string, file: string): string | undefined {
  const path = join(folder, file)
  if (existsSync(path)) return path
  const above = dirname(folder)
  return above === folder ? undefined : findUpwards(above, file)
}

/** Nothing for a journal that cannot be read; its reader says so. */
function definedIn(path: string): readonly string[] {
  try {
    const parsed = parseLine(firstLineOf(path) ?? '')
    return 'event' in parsed && parsed.event.kind === 'header' ? (parsed.event.definedIn ?? []) : []
  } catch {
    return []
  }
}
