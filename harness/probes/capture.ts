import { type ChildProcessByStdio, spawn } from 'node:child_process'
import type { Readable } from 'node:stream'
import { HarnessError, MissingPartError } from '../errors.ts'
import { NS_PER_MS, wallOffsetMs } from '../journal/clock.ts'
import { CaptureMarker } from './capture-marker.ts'
import { type Packet, parsePcap } from './pcap.ts'

export interface CaptureOptions {
  /** `lo` for processes; `any` also sees the bridges of containers, where a packet may appear once per interface it crosses. */
  readonly device: 'lo' | 'any'
  /** Only TCP segments from or to one of these ports; no ports: all. */
  readonly ports?: readonly number[]
  /** Only from or to one of these addresses; none: all. */
  readonly hosts?: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly signal?: AbortSignal
}

/** A packet whose time stands on the harness's clock as well. */
export interface CapturedPacket extends Packet {
  /** Monotonic ns. */
  readonly at: number
}

type Tcpdump = ChildProcessByStdio<null, Readable, Readable>

/** tcpdump says that it listens within 0.1 s. */
const START_TIMEOUT_MS = 5_000

/** From the wish to stop to the end of the file. */
const STOP_TIMEOUT_MS = 5_000

/** How the system says that capturing needs more rights. */
const forbidden = /permission|not permitted|CAP_NET_RAW/i

/**
 * Captures packets with tcpdump until stopped; resolves when it captures.
 * @throws MissingPartError when tcpdump is not on the PATH or may not capture; HarnessError when it fails otherwise
 */
export async function startCapture(options: CaptureOptions): Promise<Capture> {
  options.signal?.throwIfAborted()
  const marker = await CaptureMarker.open()
  const child = spawn('tcpdump', tcpdumpArgs(options, marker), {
    env: options.env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const capture = new Capture(child, marker, options.signal)
  try {
    await capture.listening
  } catch (error) {
    await capture[Symbol.asyncDispose]()
    throw error
  }
  return capture
}

function tcpdumpArgs({ device, ports = [], hosts = [] }: CaptureOptions, marker: CaptureMarker): string[] {
  const either = (word: string, values: readonly (string | number)[]) =>
    values.length === 0 ? [] : [`(${values.map((value) => `${word} ${value}`).join(' or ')})`]
  const asked = ['tcp', ...either('port', ports), ...either('host', hosts)].join(' and ')
  const filter = `(${asked}) or ${marker.filter}`
  // -s, -B: the kernel keeps one slot of the snapshot's length per packet; with the defaults that is eight, too few for a burst.
  const output = [
    '-w',
    '-',
    '-U',
    '--immediate-mode',
    '--time-stamp-precision=nano',
    '-s',
    '2048',
    '-B',
    '32768',
  ]
  // -Z root: tcpdump would change to a user of its own, whom not every image has.
  return ['-i', device, '-n', '-Z', 'root', ...output, filter]
}

/** A running capture. */
export class Capture implements AsyncDisposable {
  /** Settles when tcpdump captures. */
  readonly listening: Promise<void>
  readonly #child: Tcpdump
  readonly #marker: CaptureMarker
  readonly #chunks: Buffer[] = []
  readonly #ended = Promise.withResolvers<string>()
  /** Wall minus monotonic time, ms, before the capture. */
  readonly #offsetMs = wallOffsetMs()
  #stderr = ''
  #gone = false

  constructor(child: Tcpdump, marker: CaptureMarker, signal?: AbortSignal) {
    this.#child = child
    this.#marker = marker
    child.stdout.on('data', (chunk: Buffer) => {
      this.#chunks.push(chunk)
      marker.look(chunk)
    })
    this.listening = this.#listen()
    this.listening.catch(() => {})
    const abort = () => void this[Symbol.asyncDispose]()
    signal?.addEventListener('abort', abort, { once: true })
    void this.#ended.promise.then(() => {
      this.#gone = true
      signal?.removeEventListener('abort', abort)
      marker[Symbol.dispose]()
    })
  }

  /**
   * Ends the capture and gives back what it saw, oldest first.
   * @throws HarnessError when tcpdump ended by itself, lost packets, or does not answer
   */
  async stop(): Promise<CapturedPacket[]> {
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), STOP_TIMEOUT_MS)
    if (!this.#gone) await Promise.race([this.#marker.pass(), this.#ended.promise])
    this.#child.kill('SIGINT')
    const how = await this.#ended.promise
    clearTimeout(timer)
    if (how !== 'exit code 0')
      throw new HarnessError(`capture: tcpdump ended with ${how}: ${this.#lastWords()}`)
    const lost = /(\d+) packets? dropped by kernel/.exec(this.#stderr)?.[1] ?? '0'
    if (lost !== '0')
      throw new HarnessError(`capture: the kernel dropped ${lost} packets; name fewer ports or hosts`)
    const offsetNs = this.#offsetMs * NS_PER_MS
    return parsePcap(Buffer.concat(this.#chunks)).map((packet) => ({
      ...packet,
      at: Number(packet.wallNs - BigInt(Math.round(offsetNs))),
    }))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill('SIGKILL')
    await this.#ended.promise
  }

  #listen(): Promise<void> {
    const child = this.#child
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new HarnessError(`capture: tcpdump does not listen after ${START_TIMEOUT_MS} ms`)),
        START_TIMEOUT_MS,
      )
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        this.#stderr += text
        if (!this.#stderr.includes('listening on')) return
        clearTimeout(timer)
        resolve()
      })
      child.on('error', (error: NodeJS.ErrnoException) => {
        clearTimeout(timer)
        reject(new MissingPartError(startFailure(error)))
        this.#ended.resolve(error.message)
      })
      child.on('close', (code, signal) => {
        clearTimeout(timer)
        const words = this.#lastWords()
        const Kind = forbidden.test(words) ? MissingPartError : HarnessError
        reject(new Kind(`capture: tcpdump cannot capture: ${words}`))
        this.#ended.resolve(signal ?? `exit code ${code}`)
      })
    })
  }

  #lastWords(): string {
    return this.#stderr.trim().split('\n').at(-1) ?? ''
  }
}

function startFailure(error: NodeJS.ErrnoException): string {
  return error.code === 'ENOENT'
    ? 'capture: tcpdump is not on the PATH; install it (apt-get install tcpdump) to check the metrics against packets'
    : `capture: tcpdump cannot be started: ${error.message}`
}
