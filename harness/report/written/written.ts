import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { quotable } from '../../plain-text.ts'
import {
  againstFindings,
  FINDINGS_FILE,
  type Finding,
  readFindings,
  type WrittenFinding,
} from './findings.ts'
import { readWritten } from './read-written.ts'

/** The file in which people write whatever else they want to be read with a report. */
export const NOTES_FILE = 'notes.md'

/** What people wrote beside a run. It is kept when the report is made again. */
export interface Written {
  readonly findings?: readonly Finding[]
  readonly notes?: string
  /** Why a file could not be taken, a sentence for each. */
  readonly leftOut?: readonly string[]
}

/**
 * Reads `findings.yaml` and `notes.md` of a run.
 * @param baseline folder of a run, or of several: the newest of them that has findings says which are new
 */
export function readWrittenOf(dir: string, baseline?: string): Written {
  const own = readFindings(dir)
  const folder = baseline === undefined ? undefined : withFindings(baseline)
  const before = folder === undefined ? undefined : readFindings(folder)
  const notes = readWritten(dir, NOTES_FILE)
  const findings = againstFindings(listOf(own), listOf(before))
  const leftOut = [own, before, notes].flatMap((file) => (file && 'leftOut' in file ? [file.leftOut] : []))
  return {
    ...(findings.length > 0 && { findings }),
    ...(notes && 'text' in notes && notes.text.trim() !== '' && { notes: quotable(notes.text).trim() }),
    ...(leftOut.length > 0 && { leftOut }),
  }
}

const listOf = (file: ReturnType<typeof readFindings>): readonly WrittenFinding[] =>
  file && 'findings' in file ? file.findings : []

/** A run's folder itself, or the newest below it. */
function withFindings(folder: string): string | undefined {
  const has = (dir: string) => existsSync(join(dir, FINDINGS_FILE))
  if (has(folder)) return folder
  if (!existsSync(folder)) return undefined
  const below = readdirSync(folder)
    .map((name) => join(folder, name))
    .filter(has)
  return below.toSorted((a, b) => startOf(b) - startOf(a))[0]
}

/** When a run began, as far as its files say: `run.json` is written first. */
function startOf(dir: string): number {
  try {
    return statSync(join(dir, 'run.json')).birthtimeMs
  } catch {
    return 0
  }
}
