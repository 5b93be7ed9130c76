import { globSync, statSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { headerOf } from '../analysis/moments.ts'
import { messageOf } from '../errors.ts'
import { greatest } from '../extremes.ts'
import { NS_PER_MS } from '../journal/clock.ts'
import type { RuntimeKind } from '../journal/events.ts'
import { AllEvents, FewEvents, type KeptEvents } from '../journal/kept-events.ts'
import { parseLine } from '../journal/line.ts'
import { firstLineOf } from '../journal/pieces.ts'
import { DamagedJournalError, type ReadJournal, readJournal } from '../journal/reader.ts'
import { quotableData } from '../plain-text.ts'
import { capturesIn } from './captures.ts'
import { journalPath, type RunKey } from './layout.ts'
import { aboutHost, nearest, readLogs } from './logs.ts'
import { outOfPlace } from './out-of-place.ts'
import { type RunFile, readRunFile } from './run-file.ts'
import { stopText } from './stop-file.ts'
import { type ScenarioView, viewOf, viewWithoutJournal } from './view.ts'

/** What is known of a run before any journal was read. */
export interface RunContents {
  readonly dir: string
  readonly run: RunFile
  readonly groups: readonly JournalGroup[]
}

/** All journals of one scenario: its variants are shown beside one another. */
export interface JournalGroup {
  /** Id of its section in the page. */
  readonly anchor: string
  readonly journals: readonly Journal[]
  /** Of these journals together. */
  readonly bytes: number
  /** Bytes of the largest of them: they are read one after another. */
  readonly largest: number
}

interface Journal {
  readonly path: string
  /** What its header is expected to say. */
  readonly key: RunKey
  /** Planned, but there is no such file. */
  readonly missing: boolean
  readonly bytes: number
  /** It is larger than memory: only kinds of which there is little are kept. */
  readonly inPart?: boolean
}

const EXCERPT_LINES_MAX = 40
/** Where every limit held, the lines only show what the faults looked like from inside. */
const EXCERPT_LINES_HELD = 16
/** Scenario time around a fault from which log lines are taken, ms. */
const EXCERPT_WITHIN_MS = 10_000
const OFFENDER_LINES_MAX = 6

/**
 * Reads `run.json` and looks which journals there are.
 * @throws UsageError when the folder is no run.
 */
export function runContents(dir: string): RunContents {
  const stopped = stopText(dir)
  const run = { ...readRunFile(dir), ...(stopped !== undefined && { stopped }) }
  const paths = globSync(join('scenarios', '*', '*', '*', '*', 'journal.ndjson'), { cwd: dir }).map((path) =>
    join(dir, path),
  )
  const planned = new Map((run.planned ?? []).map((key) => [journalPath(dir, key), key]))
  const there = new Set(paths)
  const journals = [...new Set([...paths, ...planned.keys()])].map((path) => ({
    path,
    key: planned.get(path) ?? keyOfPath(dir, path),
    missing: !there.has(path),
    bytes: there.has(path) ? statSync(path).size : 0,
  }))
  const groups = Map.groupBy(journals, ({ path }) => relative(dir, path).split(sep)[1])
  const sorted = [...groups.values()].sort((a, b) => a[0]!.key.id.localeCompare(b[0]!.key.id))
  return {
    dir,
    run,
    groups: sorted.map((own, index) => {
      const sizes = own.map(({ bytes }) => bytes)
      const bytes = sizes.reduce((sum, size) => sum + size, 0)
      return { anchor: `s${index + 1}`, journals: own, bytes, largest: greatest(sizes) }
    }),
  }
}

/**
 * Reads the journals of a scenario, the current version first, then by variant, runtime and repetition.
 * @throws UsageError when one is of another version.
 */
export function loadGroup({ journals }: JournalGroup, run: RunFile): ScenarioView[] {
  return journals
    .map(({ path, key, missing, inPart }) =>
      missing ? didNotRun(key, run) : loadJournal(path, key, run, inPart ? new FewEvents() : new AllEvents()),
    )
    .sort(byScenario)
}

function loadJournal(path: string, fallback: RunKey, run: RunFile, kept: KeptEvents): ScenarioView {
  let first: string | undefined
  try {
    first = firstLineOf(path)
  } catch (error) {
    return viewWithoutJournal(fallback, `journal cannot be read: ${messageOf(error)}`)
  }
  // Killed before its header was written: there is nothing to read, and nothing is wrong with the rest of the run.
  if (first === undefined && run.going) return didNotRun(fallback, run)
  if (first === undefined) return viewWithoutJournal(fallback, 'run ended before anything was recorded')
  const read = readUnlessDamaged(path, kept)
  if (read instanceof DamagedJournalError) return ofDamaged(read, first, fallback)
  const { events, damaged, seal, lineOf } = read
  const header = headerOf(events)
  const misplaced = header && outOfPlace(header, path, run)
  // One that belongs elsewhere does not stand for where it belongs, but for where it is.
  const key = header && !misplaced ? { ...header, id: header.scenario } : fallback
  const logs = readLogs(join(dirname(path), 'logs'))
  const withinNs = EXCERPT_WITHIN_MS * run.factor * NS_PER_MS
  const captures = capturesIn(dirname(path))
  const own = viewOf(pickKey(key), events, {
    cutOff: damaged !== undefined,
    seal: misplaced && seal.state !== 'altered' ? { state: 'altered', reason: misplaced } : seal,
    lineOf,
    excerpt: (around, held) =>
      nearest(logs, { around, withinNs, max: held ? EXCERPT_LINES_HELD : EXCERPT_LINES_MAX }),
    logsAbout: (at, who) =>
      nearest(aboutHost(logs, who), { around: [at], withinNs, max: OFFENDER_LINES_MAX }),
  })
  const view = { ...own, ...(captures.length > 0 && { captures: quotableData(captures) }) }
  const ended = events.some(({ kind }) => kind === 'verdict')
  if (ended) return view
  if (run.going) return { ...view, reason: 'not yet: the run is still going' }
  return endedHard(view, run)
}

/** The kill switch ends a harness that does not heal by itself: then nothing more is journaled, and the reaper removes everything. */
function endedHard(view: ScenarioView, { stopped }: RunFile): ScenarioView {
  if (stopped === undefined || view.verdict === 'stopped' || view.altered !== undefined) return view
  return {
    ...view,
    verdict: 'stopped',
    reason: `${stopped}; the harness was ended, and everything that it had started`,
  }
}

/** One damaged journal says nothing against the others of its run. Another schema does: the whole run is of another version. */
function readUnlessDamaged(path: string, kept: KeptEvents): ReadJournal | DamagedJournalError {
  try {
    return readJournal(path, kept)
  } catch (error) {
    if (error instanceof DamagedJournalError) return error
    throw error
  }
}

/** What is known of a damaged journal: what it was to be, and what it is about where its first line is whole. */
function ofDamaged({ inShort }: DamagedJournalError, firstLine: string, fallback: RunKey): ScenarioView {
  const view = viewWithoutJournal(fallback, inShort)
  const first = parseLine(firstLine)
  if (!('event' in first) || first.event.kind !== 'header') return view
  const header = first.event
  return { ...view, ...pickKey({ ...header, id: header.scenario }), header }
}

function pickKey({ id, variant, runtime, repetition }: RunKey): RunKey {
  return { id, variant, runtime, repetition }
}

/** For a journal that nobody planned and that has no header. */
function keyOfPath(dir: string, path: string): RunKey {
  const [, id = '', variant = '', runtime = 'processes', repetition = '1'] = relative(dir, path).split(sep)
  return {
    id: id.replaceAll('__', '/'),
    variant,
    runtime: runtime as RuntimeKind,
    repetition: Number(repetition),
  }
}

function didNotRun(key: RunKey, run: RunFile): ScenarioView {
  if (run.going) return viewWithoutJournal(key, 'not yet: the run is still going')
  if (run.stopped !== undefined) return viewWithoutJournal(key, `did not run: ${run.stopped}`, 'stopped')
  return viewWithoutJournal(key, run.aborted ? 'did not run: the run was stopped before it' : 'did not run')
}

function byScenario(a: RunKey, b: RunKey): number {
  return (
    Number(b.variant === 'current') - Number(a.variant === 'current') ||
    a.variant.localeCompare(b.variant) ||
    b.runtime.localeCompare(a.runtime) ||
    a.repetition - b.repetition
  )
}
