import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { nodeFlags } from '../../../docker/node-flags.ts'
import { codeFile, compileCacheDir } from '../../../docker/paths.ts'
import { HarnessError, messageOf, UsageError } from '../../errors.ts'
import type { EventOf, JournalEvent } from '../../journal/events.ts'
import { LineReader } from './lines.ts'
import { checkMs, checkOptions, checkTarget, type HttpProberOptions } from './options.ts'
import { lineWords, type ProberUsage, type ProbeTarget, type ToProber } from './protocol.ts'

export type { HttpProberOptions } from './options.ts'
export type { ProberUsage, ProbeTarget } from './protocol.ts'

/** The end of a probe, as the journal has it. */
export type ProbeEvent = EventOf<'probe'>

/** One request beside the schedule. What is left out is taken from the target of the same host. */
export interface SingleProbe extends Partial<ProbeTarget> {
  readonly host: string
  readonly path: string
  readonly timeoutMs: number
  /** Name in the journal; default `pending`. */
  readonly probe?: string
  /** Default '': any body. */
  readonly expectBody?: string
}

/** From spawning the prober's process to its first line. It takes under 0.1 s; the rest is for a machine under load. */
const START_TIMEOUT_MS = 10_000

/** From the end of the grace to SIGKILL. */
const EXIT_TIMEOUT_MS = 2_000

const OUTSTANDING_MAX = 2_000

const mainFile = codeFile('harness/probes/http-prober/main')

/** Where Node keeps the prober's TypeScript as compiled once; from there it starts in a third of the time. */
const compileCache = compileCacheDir('gameday-prober')

/**
 * Starts an open-loop HTTP prober in a process of its own and waits until it probes.
 * Every probe's end is written to the journal as a `probe` event, every probe that was due and not sent is counted in
 * a `probes-missed` event.
 * @throws UsageError for options that cannot be; HarnessError when the process does not start
 */
export async function startHttpProber(options: HttpProberOptions): Promise<HttpProber> {
  checkOptions(options)
  options.signal?.throwIfAborted()
  const prober = new HttpProber(options)
  try {
    await prober.ready
  } catch (error) {
    await prober.stop(0)
    throw error
  }
  return prober
}

/** A running prober. Disposing it lets requests under way end (at most the probes' timeout) and ends the process. */
export class HttpProber implements AsyncDisposable {
  /** Newest scheduled probe of each host, as it ended. */
  readonly latest = new Map<string, ProbeEvent>()
  /** Never resolves; rejects with a HarnessError when the prober's process ends unasked. */
  readonly failed: Promise<never>
  /** Settles when the process is up. */
  readonly ready: Promise<void>
  readonly #options: HttpProberOptions
  readonly #child: ChildProcessWithoutNullStreams
  readonly #exited: Promise<void>
  readonly #singles = new Map<number, PromiseWithResolvers<ProbeEvent>>()
  readonly #usages: PromiseWithResolvers<ProberUsage>[] = []
  readonly #settling: PromiseWithResolvers<void>[] = []
  readonly #started = Promise.withResolvers<void>()
  readonly #failure = Promise.withResolvers<never>()
  #lastId = 0
  #ended: HarnessError | undefined
  #stopping: Promise<void> | undefined

  constructor(options: HttpProberOptions) {
    this.#options = options
    this.failed = this.#failure.promise
    this.failed.catch(() => {})
    this.ready = this.#started.promise
    this.ready.catch(() => {})
    const env = { NODE_COMPILE_CACHE: compileCache, ...options.env }
    this.#child = spawn(process.execPath, [...nodeFlags, mainFile], { env, stdio: 'pipe' })
    this.#exited = this.#watch()
    this.#send({ type: 'start', config: this.#config() })
    const abort = () => void this.stop(0)
    options.signal?.addEventListener('abort', abort, { once: true })
    void this.#exited.then(() => options.signal?.removeEventListener('abort', abort))
  }

  get pid(): number | undefined {
    return this.#child.pid
  }

  /**
   * Sends one request now and resolves with its event, whether it succeeded or not.
   * @throws UsageError for a host without target when no address is given; HarnessError when the prober has ended
   */
  sendOnce(single: SingleProbe): Promise<ProbeEvent> {
    const { probe = 'pending', timeoutMs } = single
    checkMs('timeoutMs', timeoutMs)
    const target = this.#targetOf(single)
    const waiting = Promise.withResolvers<ProbeEvent>()
    // Who sends requests only to have them in the journal does not wait for their end.
    waiting.promise.catch(() => {})
    if (this.#ended || this.#stopping) {
      waiting.reject(this.#ended ?? new HarnessError('HTTP prober: it is being stopped'))
      return waiting.promise
    }
    const id = ++this.#lastId
    this.#singles.set(id, waiting)
    this.#send({ type: 'once', id, request: { probe, target, timeoutMs } })
    return waiting.promise
  }

  /** What the prober's process has cost so far. */
  usage(): Promise<ProberUsage> {
    return this.#ask({ type: 'usage' }, this.#usages)
  }

  /** Resolves when every probe of the schedule that was sent by now has ended and is in the journal. */
  settled(): Promise<void> {
    return this.#ask({ type: 'settle' }, this.#settling)
  }

  /**
   * Stops probing; requests under way get `graceMs` to end and are recorded as `stopped` after that.
   * May be called again with a shorter grace.
   */
  stop(graceMs: number = this.#options.timeoutMs): Promise<void> {
    this.#send({ type: 'stop', graceMs })
    this.#stopping ??= this.#gone(graceMs + EXIT_TIMEOUT_MS)
    return this.#stopping
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
  }

  async #gone(timeoutMs: number): Promise<void> {
    const kill = setTimeout(() => this.#child.kill('SIGKILL'), timeoutMs)
    await this.#exited
    clearTimeout(kill)
  }

  #config() {
    const { probe, targets, module, cadenceMs, timeoutMs, outstandingMax = OUTSTANDING_MAX } = this.#options
    return { probe, targets, cadenceMs, timeoutMs, outstandingMax, ...(module !== undefined && { module }) }
  }

  #targetOf({ probe: _, timeoutMs: __, ...single }: SingleProbe): ProbeTarget {
    const { host } = single
    const known = this.#options.targets.find((target) => target.host === host)
    const address = single.address ?? known?.address
    if (!address) throw new UsageError(`prober: no target for host ${host}; give its address`)
    const target = { headers: known?.headers ?? {}, expectBody: '', ...single, address }
    checkTarget(target)
    return target
  }

  /** @param waiting who waits for such an answer, in order */
  #ask<T>(command: ToProber, waiting: PromiseWithResolvers<T>[]): Promise<T> {
    if (this.#ended) return Promise.reject(this.#ended)
    const answer = Promise.withResolvers<T>()
    waiting.push(answer)
    this.#send(command)
    return answer.promise
  }

  #send(command: ToProber): void {
    if (this.#child.stdin.writable) this.#child.stdin.write(`${JSON.stringify(command)}\n`)
  }

  /** Reads the process until it is gone. */
  #watch(): Promise<void> {
    const child = this.#child
    let stderr = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr = (stderr + text).slice(-2_000)
    })
    const lines = new LineReader((text) => this.#take(text))
    child.stdout.setEncoding('utf8').on('data', (text: string) => lines.push(text))
    // A write to a process that has just died; its exit is reported.
    child.stdin.on('error', () => {})
    const overdue = setTimeout(
      () =>
        this.#started.reject(new HarnessError(`HTTP prober: no sign of life after ${START_TIMEOUT_MS} ms`)),
      START_TIMEOUT_MS,
    )
    void this.ready.catch(() => {}).then(() => clearTimeout(overdue))
    return new Promise((resolve) => {
      const end = (how: string) => {
        this.#end(
          new HarnessError(`HTTP prober: its process ended (${how})${stderr && `: ${lastLine(stderr)}`}`),
        )
        resolve()
      }
      child.on('error', (error) => end(error.message))
      // Not 'exit': its last lines may still be in the pipe then.
      child.on('close', (code, signal) => end(signal ?? `exit code ${code}`))
    })
  }

  #end(error: HarnessError): void {
    this.#ended ??= error
    this.#started.reject(error)
    for (const waiting of [...this.#singles.values(), ...this.#usages, ...this.#settling])
      waiting.reject(error)
    this.#singles.clear()
    if (!this.#stopping) this.#failure.reject(error)
  }

  /** @param text whole lines of the process */
  #take(text: string): void {
    let events = ''
    let settled = 0
    for (const line of text.split('\n')) {
      if (line.startsWith('{')) events += `${this.#takeEvent(line)}\n`
      else if (line.startsWith(lineWords.once)) events += `${this.#takeSingle(line)}\n`
      else if (line.startsWith(lineWords.usage))
        this.#usages.shift()?.resolve(JSON.parse(line.slice(lineWords.usage.length)))
      else if (line === lineWords.settled) settled++
      else if (line === lineWords.ready) this.#started.resolve()
    }
    if (events !== '') this.#record(events)
    for (const waiting of this.#settling.splice(0, settled)) waiting.resolve()
  }

  #record(events: string): void {
    try {
      this.#options.journal.appendRaw(events)
    } catch (error) {
      this.#failure.reject(new HarnessError(`HTTP prober: ${messageOf(error)}`))
    }
  }

  #takeEvent(line: string): string {
    const event = JSON.parse(line) as JournalEvent
    if (event.kind === 'probe') this.latest.set(event.host, event)
    return line
  }

  /** @returns the event of the line */
  #takeSingle(line: string): string {
    const space = line.indexOf(' ', lineWords.once.length)
    const id = Number(line.slice(lineWords.once.length, space))
    const text = line.slice(space + 1)
    this.#singles.get(id)?.resolve(JSON.parse(text) as ProbeEvent)
    this.#singles.delete(id)
    return text
  }
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? ''
}
