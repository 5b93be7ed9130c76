import { messageOf, UsageError } from '../errors.ts'
import { Compactor } from './compact.ts'
import { isDefined } from './event-kinds.ts'
import { type JournalEvent, SCHEMA_VERSION } from './events.ts'
import { AllEvents, type KeptEvents } from './kept-events.ts'
import { noteLate } from './late.ts'
import { noteLeftOut } from './left-out.ts'
import { parseLine } from './line.ts'
import { linesOf, type Pieces, piecesOf } from './pieces.ts'
import { type Seal, SealReader } from './seal.ts'

/** A journal that cannot be read as one, from some line on. */
export class DamagedJournalError extends UsageError {
  /** `damaged journal, line 50: not JSON` */
  readonly inShort: string

  constructor(message: string, line: number, reason: string) {
    super(message)
    this.inShort = `damaged journal, line ${line}: ${reason}`
  }
}

export interface ReadJournal {
  /** Sorted by `at`; events of one moment stay in the order in which they were written. */
  readonly events: JournalEvent[]
  /** The last line was cut off, as a killed process leaves it; all lines before it are in `events`. */
  readonly damaged?: { readonly line: number; readonly reason: string }
  /** Whether it is what the run wrote. An altered one is read all the same, so that it can be shown. */
  readonly seal: Seal
  /** Where in the file an event of `events` stands, from 1; 0 for another event. */
  lineOf(event: JournalEvent): number
}

/**
 * Reads and validates a journal, piece by piece: its events are in memory as a whole, its text is not.
 * @param kept what of it is kept
 * @throws UsageError with file and line when the file cannot be read, has no header, is of another schema version,
 * or is damaged anywhere but in its last line.
 */
export function readJournal(path: string, kept: KeptEvents = new AllEvents()): ReadJournal {
  try {
    return parsePieces(piecesOf(path), path, kept)
  } catch (error) {
    if (error instanceof UsageError) throw error
    throw new UsageError(`journal ${path} cannot be read: ${messageOf(error)}`)
  }
}

/** The same for the bytes of a journal; `name` stands in its errors. */
export function parseJournal(bytes: Buffer, name: string): ReadJournal {
  return parsePieces(() => [bytes], name, new AllEvents())
}

function parsePieces(pieces: Pieces, name: string, kept: KeptEvents): ReadJournal {
  const sealReader = new SealReader()
  const compactor = new Compactor()
  let damaged: ReadJournal['damaged']
  /** A line of a kind that nobody here defines. */
  let strange: { readonly line: number; readonly kind: string } | undefined
  let line = 0
  for (const { text, whole } of linesOf(sealReader.through(pieces()))) {
    line++
    if (line === 1) checkHeader(text, name)
    const parsed = parseLine(text, compactor)
    if ('event' in parsed) {
      kept.add(parsed.event, text.length, line)
      if (!isDefined(parsed.event.kind)) strange ??= { line, kind: parsed.event.kind }
    } else if (!whole) damaged = { line, reason: 'the last line is cut off' }
    else throw damagedAt(name, line, parsed.reason)
  }
  if (line === 0)
    throw new UsageError(`${name}: the journal is empty; delete its folder or run the scenario again`)
  const { events, leftOut } = kept
  noteLate(events)
  noteLeftOut(events, leftOut)
  const sorted = events.toSorted((a, b) => a.at - b.at)
  const seal = sealReader.seal(pieces)
  // The run may have been made with a kind of its reader's own; in a file that was altered it is rather a broken word.
  if (strange && seal.state === 'altered')
    throw damagedAt(name, strange.line, `event '${strange.kind.slice(0, 40)}': no such kind`)
  return { events: sorted, ...(damaged && { damaged }), seal, lineOf: (event) => kept.lineOf(event) }
}

const damagedAt = (name: string, line: number, reason: string) =>
  new DamagedJournalError(
    `${name}:${line}: damaged journal (${reason}); restore the file or delete its folder`,
    line,
    reason,
  )

/** Looked at before anything is validated: another version may describe its events differently. */
function checkHeader(text: string, name: string): void {
  const header = looseJson(text)
  if (header?.kind !== 'header')
    throw new DamagedJournalError(
      `${name}:1: no journal header; this is not a journal, or its beginning was lost`,
      1,
      'no journal header',
    )
  if (header.schema !== SCHEMA_VERSION)
    throw new UsageError(
      `${name}:1: journal schema ${JSON.stringify(header.schema)}, but this version reads schema ${SCHEMA_VERSION}; use the version that wrote it`,
    )
}

function looseJson(text: string): { kind?: unknown; schema?: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}
