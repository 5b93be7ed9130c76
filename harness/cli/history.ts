import { join, resolve } from 'node:path'
import { HarnessError } from '../errors.ts'
import { writeAtomic } from '../report/files.ts'
import { type History, historyOf } from '../report/history/history.ts'
import { historyMarkdown } from '../report/history/markdown.ts'
import { historyHtml } from '../report/history/page.ts'
import { readNights } from '../report/history/read-nights.ts'
import { appendToStore } from '../report/history/store.ts'
import { renderHistory } from '../report/history/terminal.ts'
import { refuseToReplace } from '../report/own-page.ts'
import { seededRandom } from '../scenario/random.ts'
import { hasColours } from './colour.ts'
import { endWith, exitCodes, tellUnwritten } from './exit.ts'
import { asJson } from './json.ts'

interface HistoryFlags {
  readonly out?: string
  readonly json?: boolean
  readonly markdown?: boolean
  readonly last?: number
}

/**
 * `gameday history FOLDER`: keeps the figures of its runs in a store and shows them night by night. Exit code 1 when something is
 * worse, 2 when the newest night says nothing, a journal was altered or the store cannot be written, else 0.
 */
export async function history(folder: string, { out, json, markdown, last }: HistoryFlags): Promise<void> {
  const dir = resolve(folder)
  const page = out === undefined ? join(dir, 'history.html') : resolve(out)
  const found = readNights(dir)
  if (!json) refuseToReplace(page)
  const made = historyOf(found, {
    ...(last !== undefined && { last }),
    drawOf: (key) => seededRandom(0, key).next,
  })
  if (made.worse.length > 0) endWith(exitCodes.failed)
  else if (saysNothing(made)) endWith(exitCodes.inconclusive)
  const unwritten = [() => appendToStore(dir, found.fresh, found.store)]
  if (!json) unwritten.push(() => writeAtomic(page, historyHtml(made)))
  const troubles = unwritten.flatMap(troubleOf)
  if (json) console.log(JSON.stringify(made, asJson, 2))
  else if (markdown) console.log(historyMarkdown(made))
  else {
    console.log(renderHistory(made, { colour: hasColours(process.stdout) }))
    if (troubles.length === 0) console.log(`history: ${page}`)
  }
  tellUnwritten(troubles)
}

function saysNothing({ tonight }: History): boolean {
  if (tonight === undefined) return true
  return 'comparison' in tonight ? tonight.comparison.altered.length > 0 : tonight.unknown
}

function troubleOf(write: () => void): string[] {
  try {
    write()
    return []
  } catch (error) {
    if (error instanceof HarnessError) return [error.message]
    throw error
  }
}
