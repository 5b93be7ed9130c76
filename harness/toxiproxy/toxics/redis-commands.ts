import { StreamReader } from './stream-reader.ts'

/** What becomes of a command: its bytes go on as they came, or these go in its place. */
export type CommandFate = 'pass' | Buffer

interface CommandSink {
  pass(chunk: Buffer): void
  /** @param name in lower case */
  decide(name: string): CommandFate
}

/** Bytes. No command's name is longer, and no line that begins a command or an argument. */
const maxLineBytes = 64

/**
 * The commands in one direction of a connection, as arrays of bulk strings (RESP 2 and 3), each passed on or replaced as a whole, in their order.
 * What is no such array passes untouched, and so does everything up to a chunk that begins a command where the connection was taken
 * hold of in the middle of something. A chunk that begins one is not taken for one in the middle of an argument.
 */
export class RedisCommands extends StreamReader {
  readonly #sink: CommandSink
  #synced: boolean
  /** Arguments that are still to come of the command under way. */
  #arguments = 0
  /** Bytes that are still to come of an argument, its line end with it. */
  #left = 0
  #fate: CommandFate = 'pass'

  /** @param fresh the connection has carried nothing so far */
  constructor(fresh: boolean, sink: CommandSink) {
    super()
    this.#sink = sink
    this.#synced = fresh
  }

  get changing(): boolean {
    return this.#fate !== 'pass' && (this.#arguments > 0 || this.#left > 0)
  }

  protected override begin(bytes: Buffer): Buffer {
    if (!this.#synced && startsCommand(bytes)) this.#synced = true
    return bytes
  }

  protected step(bytes: Buffer): number {
    if (!this.#synced) return this.#put(bytes, bytes.length)
    if (this.#left > 0) {
      const taken = this.#put(bytes, Math.min(this.#left, bytes.length))
      this.#left -= taken
      this.#ended()
      return taken
    }
    return this.#arguments > 0 ? this.#argument(bytes) : this.#command(bytes)
  }

  #command(bytes: Buffer): number {
    const array = lineOf(bytes, '*')
    if (array === 'more') return 0
    // An inline command, as people type it, or nothing of Redis.
    if (array === undefined || array.number < 1) return this.#inline(bytes)
    const name = lineOf(bytes.subarray(array.bytes), '$')
    if (name === 'more') return 0
    if (name === undefined || name.number > maxLineBytes) return this.#lost(bytes)
    const start = array.bytes + name.bytes
    const end = start + name.number + 2
    if (bytes.length < end) return 0
    this.#fate = this.#sink.decide(bytes.toString('latin1', start, end - 2).toLowerCase())
    this.#arguments = array.number - 1
    this.#put(bytes, end)
    this.#ended()
    return end
  }

  #argument(bytes: Buffer): number {
    const line = lineOf(bytes, '$')
    if (line === 'more') return 0
    if (line === undefined) return this.#lost(bytes)
    this.#arguments--
    this.#left = line.number + 2
    return this.#put(bytes, line.bytes)
  }

  #inline(bytes: Buffer): number {
    const end = bytes.indexOf('\n')
    this.#fate = 'pass'
    return end < 0 ? this.#lost(bytes) : this.#put(bytes, end + 1)
  }

  /** It is not what it seemed to be: all passes until a chunk begins a command. */
  #lost(bytes: Buffer): number {
    this.#synced = false
    this.#fate = 'pass'
    ;[this.#arguments, this.#left] = [0, 0]
    return this.#put(bytes, bytes.length)
  }

  #put(bytes: Buffer, length: number): number {
    if (this.#fate === 'pass') this.#sink.pass(bytes.subarray(0, length))
    return length
  }

  #ended(): void {
    if (this.#fate === 'pass' || this.#arguments > 0 || this.#left > 0) return
    const instead = this.#fate
    this.#fate = 'pass'
    this.#sink.pass(instead)
  }
}

function startsCommand(bytes: Buffer): boolean {
  return /^\*\d{1,7}\r\n\$\d{1,3}\r\n[a-z]/i.test(bytes.subarray(0, maxLineBytes).toString('latin1'))
}

/** A line of one letter and a number: the number, and how many bytes it takes. */
function lineOf(bytes: Buffer, letter: string): { number: number; bytes: number } | 'more' | undefined {
  const text = bytes.subarray(0, maxLineBytes).toString('latin1')
  if (text === '') return 'more'
  if (!text.startsWith(letter)) return undefined
  const end = text.indexOf('\r\n')
  if (end < 0) return text.length < maxLineBytes ? 'more' : undefined
  const digits = text.slice(1, end)
  return /^\d{1,10}$/.test(digits) ? { number: Number(digits), bytes: end + 2 } : undefined
}
