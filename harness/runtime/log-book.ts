import { now } from '../journal/clock.ts'
import { LogFile } from './log-file.ts'
import type { LogLine } from './runtime.ts'

type Stream = LogLine['stream']

/** Lines kept in memory; the file has more. */
const LINES_MAX = 10_000
/** Characters of a line; the rest of a longer one is dropped, which the line says. No event that a program tells is longer. */
const LINE_MAX = 64 * 1024
/** Characters of all lines in memory. */
const TEXT_MAX = 32 * 1024 * 1024

/**
 * The log of one service over all its incarnations: the newest lines in memory, every line in a file, each with the
 * moment it was read. Both are bounded, even if the service floods its log.
 */
export class LogBook {
  readonly #file: LogFile
  readonly #partial: Record<Stream, string> = { stdout: '', stderr: '' }
  /** Characters of an unfinished line that were dropped. */
  readonly #cut: Record<Stream, number> = { stdout: 0, stderr: 0 }
  readonly #listeners = new Set<(line: LogLine) => void>()
  readonly #all = new NewestLines()
  #incarnation = new NewestLines()
  #closed = false

  constructor(path: string) {
    this.#file = new LogFile(path)
  }

  get lines(): readonly LogLine[] {
    return this.#all.lines
  }

  /** Lines of the newest incarnation. */
  get current(): readonly LogLine[] {
    return this.#incarnation.lines
  }

  /** A new incarnation begins. */
  begin(): void {
    this.#incarnation = new NewestLines()
  }

  /** Takes output as it comes; an unfinished line waits for its end. */
  write(stream: Stream, chunk: string): void {
    const [first = '', ...more] = chunk.split('\n')
    this.#extend(stream, first)
    if (more.length === 0) return
    const begun = this.#take(stream)
    const rest = more.pop()!
    this.#append(stream, [begun, ...more.map(shortened)])
    this.#extend(stream, rest)
  }

  /** The incarnation's output is over: a last line without its newline counts, too. */
  end(): void {
    for (const stream of ['stdout', 'stderr'] as const) {
      const rest = this.#take(stream)
      if (rest) this.#append(stream, [rest])
    }
  }

  /** The first line of the newest incarnation that matches, also when it is there already. */
  async match(pattern: RegExp, signal: AbortSignal): Promise<LogLine> {
    signal.throwIfAborted()
    const found = this.#incarnation.lines.find((line) => pattern.test(line.text))
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
    const last = this.#incarnation.lines.slice(-4).map((line) => line.text.trim())
    return last.length > 0 ? `last lines: ${last.join(' | ')}` : 'no output'
  }

  /** Takes nothing more. */
  close(): void {
    if (!this.#closed) this.#file.close()
    this.#closed = true
  }

  #append(stream: Stream, texts: readonly string[]): void {
    if (texts.length === 0 || this.#closed) return
    const at = now()
    const lines = texts.map((text) => ({ at, stream, text: text.replace(/\r$/, '') }))
    this.#file.write(lines)
    this.#all.add(lines)
    this.#incarnation.add(lines)
    for (const line of lines) for (const listener of this.#listeners) listener(line)
  }

  /** Adds to the unfinished line. */
  #extend(stream: Stream, text: string): void {
    const room = LINE_MAX - this.#partial[stream].length
    this.#partial[stream] += text.length > room ? text.slice(0, room) : text
    this.#cut[stream] += Math.max(0, text.length - room)
  }

  /** Takes the unfinished line as it is. */
  #take(stream: Stream): string {
    const text = this.#partial[stream] + cutNote(this.#cut[stream])
    this.#partial[stream] = ''
    this.#cut[stream] = 0
    return text
  }
}

const cutNote = (characters: number) => (characters > 0 ? ` … (${characters} more characters dropped)` : '')

function shortened(text: string): string {
  return text.length <= LINE_MAX ? text : text.slice(0, LINE_MAX) + cutNote(text.length - LINE_MAX)
}

/** The newest lines, as many as memory is meant to hold. */
class NewestLines {
  lines: LogLine[] = []
  #characters = 0

  add(more: readonly LogLine[]): void {
    this.lines.push(...more)
    for (const { text } of more) this.#characters += text.length
    // Cut rarely and by a lot: cutting on every line would copy the whole list every time.
    if (this.lines.length <= LINES_MAX * 1.25 && this.#characters <= TEXT_MAX * 1.25) return
    let from = this.lines.length
    let characters = 0
    while (from > 0 && this.lines.length - from < LINES_MAX) {
      const next = this.lines[from - 1]!.text.length
      if (characters + next > TEXT_MAX) break
      characters += next
      from--
    }
    this.lines = this.lines.slice(from)
    this.#characters = characters
  }
}
