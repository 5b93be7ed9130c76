import { existsSync } from 'node:fs'
import { isAbsolute, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseLine } from '../journal/line.ts'
import { firstLineOf } from '../journal/pieces.ts'
import { openToUsers } from '../users-imports.ts'
import type { JournalGroup } from './load.ts'

/**
 * Loads the files in which a reader's own kinds of events, metrics and charts are defined, as the journals name them, so that everything can be
 * computed and drawn again. Only files below the folder in which gameday was started: a journal may come from anybody. What is not there, or
 * cannot be loaded, is left out: then checks stand as they were recorded, and say so.
 */
export async function loadOwnDefinitions({ journals }: JournalGroup): Promise<void> {
  const root = process.cwd()
  const files = new Set(
    journals.flatMap(({ path, missing, leftOut }) =>
      missing || leftOut !== undefined ? [] : definedIn(path),
    ),
  )
  for (const file of files) {
    const path = resolve(root, file)
    if (isAbsolute(file) || !path.startsWith(`${root}/`) || !existsSync(path)) continue
    openToUsers()
    await import(/* @vite-ignore */ pathToFileURL(path).href).catch(() => {})
  }
}

/** Nothing for a journal that cannot be read; whoever reads it says so. */
function definedIn(path: string): readonly string[] {
  try {
    const parsed = parseLine(firstLineOf(path) ?? '')
    return 'event' in parsed && parsed.event.kind === 'header' ? (parsed.event.definedIn ?? []) : []
  } catch {
    return []
  }
}
