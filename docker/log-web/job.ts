import { appendFile, open } from 'node:fs/promises'
import { logPath } from './config.ts'

/** Out of descriptors: it passes as soon as somebody closes one. */
const passing = new Set(['EMFILE', 'ENFILE'])

/** A CI job: its log so far, as events of an event stream in a file of the spool. */
export class Job {
  readonly name: string
  readonly #path: string
  #begun = false
  #finished = false

  constructor(spoolDir: string, name: string) {
    this.name = name
    this.#path = logPath(spoolDir, name)
  }

  /** No line comes any more. */
  get finished(): boolean {
    return this.#finished
  }

  /** Adds lines of output; each becomes one event, so that streams send the file as it is. */
  async append(output: string): Promise<void> {
    const lines = output.split('\n').filter((line) => line !== '')
    // The first output of a job in this life of the server replaces what an earlier life may have left.
    const flag = this.#begun ? 'a' : 'w'
    this.#begun = true
    await appendFile(this.#path, lines.map((line) => `data: ${line}\n\n`).join(''), { flag })
  }

  finish(): void {
    this.#finished = true
  }

  /**
   * What follows `position`, at most as much as `buffer` holds; empty when there is nothing yet. The file is opened by its
   * name each time, so that a log which was moved or replaced is noticed.
   * @throws the system's error when the log cannot be read
   */
  async read(position: number, buffer: Buffer): Promise<Buffer> {
    try {
      await using file = await open(this.#path)
      const { bytesRead } = await file.read(buffer, 0, buffer.length, position)
      return buffer.subarray(0, bytesRead)
    } catch (error) {
      if (passing.has((error as NodeJS.ErrnoException).code ?? '')) return buffer.subarray(0, 0)
      throw error
    }
  }
}
