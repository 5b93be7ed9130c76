import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { HarnessError, messageOf, UsageError } from '../errors.ts'
import { now } from './clock.ts'
import { isDefined } from './event-kinds.ts'
import './events.ts'
import type { JournalEvent, NewEvent } from './events.ts'
import { type ParsedLine, parseLine, validateEvent } from './line.ts'
import { Sealer } from './seal.ts'

/**
 * A journal being written. Events are validated when they are added, so that what is written can be read again. The verdict
 * is the last: it seals the file, and another event after it is an error.
 */
export interface Journal {
  /** File of the journal; empty for a journal in memory. */
  readonly path: string
  /** All events so far, in order of arrival. */
  readonly events: readonly JournalEvent[]
  /** Adds an event; `at` is stamped with the clock when it is left out. */
  append(event: NewEvent): void
  appendMany(events: Iterable<NewEvent>): void
  /**
   * Adds whole lines that another process has serialised. Good lines are kept even when others are bad.
   * @throws HarnessError that names the first bad line.
   */
  appendRaw(lines: string): void
  /** Calls `listener` for every event from now on; gives back the way to stop that. */
  onEvent(listener: (event: JournalEvent) => void): () => void
  /** Writes what is buffered and closes the file. Adding events afterwards is an error. May be called twice. */
  close(): Promise<void>
}

/** Longest time and most bytes that a killed process can lose. */
const FLUSH_AFTER_MS = 50
const FLUSH_BYTES = 64 * 1024

/** Takes serialised lines; the memory journal has one that drops them. */
interface Sink {
  /** @param isLast it is the verdict, which seals the file */
  write(line: string, isLast: boolean): void
  close(): void
}

/**
 * Creates a journal file and its folder. The file must not exist: a journal is written once.
 * @throws UsageError when the file exists or cannot be created.
 */
export function openJournal(path: string): Journal {
  return createJournal(path, openFileSink(path))
}

/** A journal without a file, for tests. */
export function memoryJournal(): Journal {
  return createJournal('', { write() {}, close() {} })
}

function createJournal(path: string, sink: Sink): Journal {
  const events: JournalEvent[] = []
  const listeners = new Set<(event: JournalEvent) => void>()
  let closed = false
  let ended = false

  const add = (parsed: ParsedLine, line?: string) => {
    if (closed || ended)
      throw new HarnessError(
        `journal ${path}: an event arrived after ${closed ? 'it was closed' : 'its verdict'}`,
      )
    if ('reason' in parsed) throw new HarnessError(`journal ${path}: ${parsed.reason}`)
    const { kind } = parsed.event
    if (!isDefined(kind)) throw new HarnessError(`journal ${path}: event kind '${kind}' is not defined`)
    ended = kind === 'verdict'
    sink.write(line ?? JSON.stringify(parsed.event), ended)
    events.push(parsed.event)
    for (const listener of listeners) listener(parsed.event)
  }
  const append = (event: NewEvent) => add(validateEvent({ ...event, at: event.at ?? now() }))

  return {
    path,
    events,
    append,
    appendMany(more) {
      for (const event of more) append(event)
    },
    appendRaw(lines) {
      let firstError: unknown
      for (const text of lines.split('\n')) {
        const line = text.trim()
        if (line === '') continue
        try {
          add(parseLine(line), line)
        } catch (error) {
          firstError ??= error
        }
      }
      if (firstError) throw firstError
    },
    onEvent(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async close() {
      if (closed) return
      closed = true
      sink.close()
    },
  }
}

/** Files to be flushed when the process exits by itself; one exit listener serves them all. */
const openFiles = new Set<() => void>()

function flushAll(): void {
  for (const flush of openFiles) flush()
}

function openFileSink(path: string): Sink {
  const file = createFile(path)
  const sealer = new Sealer()
  let buffer = ''
  let first = true
  let timer: NodeJS.Timeout | undefined
  let broken: HarnessError | undefined

  const flush = () => {
    clearTimeout(timer)
    timer = undefined
    const bytes = Buffer.from(buffer)
    buffer = ''
    if (bytes.length === 0 || broken) return
    sealer.wrote(bytes)
    try {
      writeFully(file, bytes)
    } catch (error) {
      // Nothing more is written after a failure, so that the file ends in a truncated line at worst.
      broken = new HarnessError(
        `journal ${path}: ${messageOf(error)}; free some space or choose another --out`,
      )
    }
  }
  if (openFiles.size === 0) process.on('exit', flushAll)
  openFiles.add(flush)

  return {
    write(line, isLast) {
      if (broken) throw broken
      // What is buffered belongs to what the last line seals.
      if (isLast) flush()
      buffer += `${isLast ? sealer.last(line) : sealer.next(line)}\n`
      // The first line, the header, goes out at once: a journal that exists says what it is.
      if (first || buffer.length >= FLUSH_BYTES) flush()
      else timer ??= setTimeout(flush, FLUSH_AFTER_MS).unref()
      first = false
    },
    close() {
      flush()
      openFiles.delete(flush)
      if (openFiles.size === 0) process.off('exit', flushAll)
      closeSync(file)
      if (broken) throw broken
    },
  }
}

function createFile(path: string): number {
  try {
    mkdirSync(dirname(path), { recursive: true })
    return openSync(path, 'ax')
  } catch (error) {
    throw new UsageError(`journal ${path} cannot be created: ${messageOf(error)}`)
  }
}

/** `write` may take less than all of it. */
function writeFully(file: number, bytes: Uint8Array): void {
  let rest = bytes
  while (rest.length > 0) rest = rest.subarray(writeSync(file, rest))
}
