import { globSync, readFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { headerOf } from '../analysis/moments.ts'
import { NS_PER_MS } from '../journal/clock.ts'
import type { RuntimeKind } from '../journal/events.ts'
import { parseJournal } from '../journal/reader.ts'
import { journalPath, type RunKey } from './layout.ts'
import { readExcerpt } from './logs.ts'
import { type RunFile, readRunFile } from './run-file.ts'
import { type ScenarioView, viewOf, viewWithoutJournal } from './view.ts'

export interface LoadedRun {
  readonly dir: string
  readonly run: RunFile
  /** Sorted by id, the fixed form first, then form, runtime and repetition. */
  readonly scenarios: readonly ScenarioView[]
}

const EXCERPT_LINES_MAX = 40
/** System time around a fault from which log lines are taken, ms. */
const EXCERPT_WITHIN_MS = 10_000

/**
 * Reads `run.json` and every journal of a run.
 * @throws UsageError when the folder is no run or a journal is damaged.
 */
export function loadRun(dir: string): LoadedRun {
  const run = readRunFile(dir)
  const paths = globSync(join('scenarios', '*', '*', '*', '*', 'journal.ndjson'), { cwd: dir }).map((path) =>
    join(dir, path),
  )
  const planned = new Map((run.planned ?? []).map((key) => [journalPath(dir, key), key]))
  const found = paths.map((path) => loadJournal(path, planned.get(path) ?? keyOfPath(dir, path), run))
  const missing = [...planned].flatMap(([path, key]) => (paths.includes(path) ? [] : didNotRun(key, run)))
  return { dir, run, scenarios: [...found, ...missing].sort(byScenario) }
}

function loadJournal(path: string, fallback: RunKey, run: RunFile): ScenarioView {
  const bytes = readFileSync(path)
  // Killed before its header was written: there is nothing to read, and nothing is wrong with the rest of the run.
  if (!bytes.includes(10)) return viewWithoutJournal(fallback, 'run ended before anything was recorded')
  const { events, damaged } = parseJournal(bytes, path)
  const header = headerOf(events)
  const key = header ? { ...header, id: header.scenario } : fallback
  const excerpt = (around: readonly number[]) =>
    readExcerpt(join(dirname(path), 'logs'), {
      around,
      withinNs: EXCERPT_WITHIN_MS * run.factor * NS_PER_MS,
      max: EXCERPT_LINES_MAX,
    })
  return viewOf(pickKey(key), events, { cutOff: damaged !== undefined, excerpt })
}

function pickKey({ id, form, runtime, repetition }: RunKey): RunKey {
  return { id, form, runtime, repetition }
}

/** For a journal that nobody planned and that has no header. */
function keyOfPath(dir: string, path: string): RunKey {
  const [, id = '', form = '', runtime = 'processes', repetition = '1'] = relative(dir, path).split(sep)
  return {
    id: id.replaceAll('__', '/'),
    form,
    runtime: runtime as RuntimeKind,
    repetition: Number(repetition),
  }
}

function didNotRun(key: RunKey, run: RunFile): ScenarioView {
  return viewWithoutJournal(key, run.aborted ? 'did not run: the run was stopped before it' : 'did not run')
}

function byScenario(a: RunKey, b: RunKey): number {
  return (
    a.id.localeCompare(b.id) ||
    Number(b.form === 'fixed') - Number(a.form === 'fixed') ||
    a.form.localeCompare(b.form) ||
    b.runtime.localeCompare(a.runtime) ||
    a.repetition - b.repetition
  )
}
