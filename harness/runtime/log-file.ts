import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { now } from '../journal/clock.ts'
import type { LogLine } from './runtime.ts'

/**
 * Bytes of one service's log. A service that writes a hundred lines of a hundred bytes a second takes two hours for it;
 * one that floods its log must not fill the disk of the run.
 */
export const LOG_BYTES_MAX = 64 * 1024 * 1024

/** The file of one service's log: every line as `<ns> out|err text`, up to a limit; what is dropped is said at its end. */
export class LogFile {
  readonly #file: number
  readonly #bytesMax: number
  #bytes = 0
  #dropped = { lines: 0, bytes: 0 }
  #broken = false

  constructor(path: string, bytesMax = LOG_BYTES_MAX) {
    mkdirSync(dirname(path), { recursive: true })
    this.#file = openSync(path, 'a')
    this.#bytesMax = bytesMax
  }

  /** Written at once, so that a killed harness leaves what it had seen. A disk that takes nothing more ends no service. */
  write(lines: readonly LogLine[]): void {
    const text = lines
      .map(({ at, stream, text }) => `${at} ${stream === 'stdout' ? 'out' : 'err'} ${text}\n`)
      .join('')
    const bytes = Buffer.byteLength(text)
    // Once lines are missing, none that follow are kept: a log with holes reads as a whole one.
    const isFull = this.#dropped.lines > 0 || this.#bytes + bytes > this.#bytesMax
    if (!isFull && this.#tryToWrite(text)) {
      this.#bytes += bytes
      return
    }
    if (this.#dropped.lines === 0) this.#note('from here on, lines are dropped')
    this.#dropped.lines += lines.length
    this.#dropped.bytes += bytes
  }

  close(): void {
    const { lines, bytes } = this.#dropped
    if (lines > 0) this.#note(`${lines} lines were dropped, ${(bytes / 1024 / 1024).toFixed(1)} MiB`)
    closeSync(this.#file)
  }

  #note(what: string): void {
    const why = this.#broken
      ? 'the log cannot be written'
      : `a log takes ${this.#bytesMax / 1024 / 1024} MiB at most`
    this.#tryToWrite(`${now()} err (gameday) ${what}: ${why}\n`)
  }

  #tryToWrite(text: string): boolean {
    try {
      writeSync(this.#file, text)
      return true
    } catch {
      this.#broken = true
      return false
    }
  }
}
