import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { now } from '../journal/clock.ts'
import type { LogLine } from './runtime.ts'

type Stream = LogLine['stream']

/** Lines kept in memory; the file has them all. */
const LINES_MAX = 10_000

/**
 * The log of one service over all its incarnations: the newest lines in memory, every line in a file, each with the
 * moment it was read. Written at once, so that a killed harness leaves what it had seen.
 */
export class LogBook {
  readonly #file: number
  readonly #partial: Record<Stream, string> = { stdout: '', stderr: '' }
  readonly #listeners = new Set<(line: LogLine) => void>()
  #lines: LogLine[] = []
  #incarnation: LogLine[] = []
  #closed = false

  constructor(path: string) {
    mkdirSync(dirname(path), { recursive: true })
    this.#file = openSync(path, 'a')
  }

  get lines(): readonly LogLine[] {
    return this.#lines
  }

  /** Lines of the newest incarnation. */
  get current(): readonly LogLine[] {
    return this.#incarnation
  }

  /** A new incarnation begins. */
  begin(): void {
    this.#incarnation = []
  }

  /** Takes output as it comes; an unfinished line waits for its end. */
  write(stream: Stream, chunk: string): void {
    const pieces = (this.#partial[stream] + chunk).split('\n')
    this.#partial[stream] = pieces.pop()!
    this.#append(stream, pieces)
  }

  /** The incarnation's output is over: a last line without its newline counts, too. */
  end(): void {
    for (const stream of ['stdout', 'stderr'] as const) {
      const rest = this.#partial[stream]
      this.#partial[stream] = ''
      if (rest) this.#append(stream, [rest])
    }
  }

  /** The first line of the newest incarnation that matches, also when it is there already. */
  async match(pattern: RegExp, signal: AbortSignal): Promise<LogLine> {
    signal.throwIfAborted()
    const found = this.#incarnation.find((line) => pattern.test(line.text))
    if (found) return found
    const { promise, resolve, reject } = Promise.withResolvers<LogLine>()
    const listener = (line: LogLine) => {
      if (pattern.test(line.text)) resolve(line)
    }
    const onAbort = () => reject(signal.reason)
    this.#listeners.add(listener)
    signal.addEventListener('abort', onAbort, { once: true })
    try {
      return await promise
    } finally {
      this.#listeners.delete(listener)
      signal.removeEventListener('abort', onAbort)
    }
  }

  /** Calls `listener` for every line from now on; gives back the way to stop that. */
  onLine(listener: (line: LogLine) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** The last lines of the newest incarnation, for an error message. */
  tail(): string {
    const last = this.#incarnation.slice(-4).map((line) => line.text.trim())
    return last.length > 0 ? `last lines: ${last.join(' | ')}` : 'no output'
  }

  /** Takes nothing more. */
  close(): void {
    if (!this.#closed) closeSync(this.#file)
    this.#closed = true
  }

  #append(stream: Stream, texts: readonly string[]): void {
    if (texts.length === 0 || this.#closed) return
    const at = now()
    const lines = texts.map((text) => ({ at, stream, text: text.replace(/\r$/, '') }))
    const short = stream === 'stdout' ? 'out' : 'err'
    writeSync(this.#file, lines.map((line) => `${line.at} ${short} ${line.text}\n`).join(''))
    this.#lines = bounded(this.#lines, lines)
    this.#incarnation = bounded(this.#incarnation, lines)
    for (const line of lines) for (const listener of this.#listeners) listener(line)
  }
}

function bounded(lines: LogLine[], more: readonly LogLine[]): LogLine[] {
  lines.push(...more)
  // Cut rarely and by a lot: cutting on every line would copy the whole list every time.
  return lines.length > LINES_MAX * 1.25 ? lines.slice(-LINES_MAX) : lines
}
