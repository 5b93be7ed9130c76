import { connect, type Socket } from 'node:net'
import { now } from '../../journal/clock.ts'
import type { EventOf } from '../../journal/events.ts'
import type { ProbeJournal } from '../journal.ts'
import { LogLines } from './log-lines.ts'
import { StreamReader } from './stream-reader.ts'

export interface BrowserOptions {
  /** Name in the journal. */
  readonly name: string
  readonly address: { readonly host: string; readonly port: number }
  readonly path: string
  /** Bytes that it takes per `pauseMs`; without it, it takes everything that comes. */
  readonly pace?: { readonly bytes: number; readonly pauseMs: number }
  /** Lines of the log that it asks for; may grow. Without it, what comes is not looked at. */
  readonly lines?: readonly string[]
  readonly journal: Pick<ProbeJournal, 'append'>
}

type Told = Partial<Pick<EventOf<'stream'>, 'status' | 'whole' | 'error' | 'lines' | 'wrong' | 'complaint'>>

/** One client that asks for a stream and stays until it is told to leave, or until the stream ends. */
export class Browser {
  readonly name: string
  /** Settles with true once the first bytes of a good answer are there, with false when that will not happen. */
  readonly opened: Promise<boolean>
  readonly #options: BrowserOptions
  readonly #socket: Socket
  readonly #reader: StreamReader
  readonly #log: LogLines | undefined
  readonly #opened = Promise.withResolvers<boolean>()
  readonly #pacing: NodeJS.Timeout | undefined
  #over = false

  constructor(options: BrowserOptions) {
    const { name, address, path, pace, lines } = options
    const log = lines && new LogLines(lines)
    this.#log = log
    this.#reader = new StreamReader((text) => log?.take(text))
    this.name = name
    this.#options = options
    this.opened = this.#opened.promise
    this.#socket = connect({ ...address, ...(pace && { highWaterMark: pace.bytes }) })
    this.#socket.on('error', (error: NodeJS.ErrnoException) =>
      this.#end('failed', { error: error.code ?? '' }),
    )
    this.#socket.on('end', () => this.#end('ended', { whole: this.#reader.whole }))
    this.#socket.on('close', () => this.#end('failed', { error: 'ECONNCLOSED' }))
    if (pace) this.#pacing = setInterval(() => this.#take(this.#socket.read(pace.bytes)), pace.pauseMs)
    else this.#socket.on('data', (bytes: Buffer) => this.#take(bytes))
    this.#socket.write(`GET ${path} HTTP/1.1\r\nhost: ${address.host}\r\nconnection: close\r\n\r\n`)
    this.#tell('asked')
  }

  /** The stream is open: neither side has ended it. */
  get open(): boolean {
    return !this.#over
  }

  /** Goes away in the middle of the stream, as a closed window does: its system sends a FIN. */
  leave(): void {
    this.#end('left')
  }

  #take(bytes: Buffer | null): void {
    if (!bytes || this.#over) return
    const before = this.#reader.progress
    this.#reader.take(bytes)
    const { progress, status } = this.#reader
    if (before === 'nothing' && progress !== 'nothing') this.#tell('answered', status ? { status } : {})
    if (before === 'body' || progress !== 'body') return
    this.#tell('first')
    this.#opened.resolve(status === 200)
  }

  #end(state: 'ended' | 'failed' | 'left', told: Told = {}): void {
    if (this.#over) return
    this.#over = true
    clearInterval(this.#pacing)
    this.#tell(state, { ...told, ...this.#content(state) })
    this.#opened.resolve(false)
    this.#socket.destroy()
  }

  /** Whether what came is what the log has. */
  #content(state: 'ended' | 'failed' | 'left'): Told {
    if (!this.#log || this.#reader.progress !== 'body') return {}
    const wrong = state === 'ended' ? this.#log.wrongAtEnd : this.#log.wrong
    const { count, complaint } = this.#log
    return { lines: count, ...(complaint && { complaint }), ...(wrong !== undefined && { wrong }) }
  }

  #tell(state: EventOf<'stream'>['state'], told: Told = {}): void {
    const { name, path, journal } = this.#options
    journal.append({ at: now(), kind: 'stream', stream: name, path, state, ...told })
  }
}
