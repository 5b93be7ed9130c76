import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import type { Socket } from 'node:net'
import { basename, delimiter, dirname } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { nodeFlags } from '../../../docker/node-flags.ts'
import { codeFile } from '../../../docker/paths.ts'
import { compileCacheEnvironment } from '../../compile-cache.ts'
import { HarnessError } from '../../errors.ts'
import type { NetworkPlace } from '../packets/network-place.ts'
import { findProgram } from '../processes/program.ts'
import { withDeadline } from '../wait.ts'
import { type Counts, noCounts } from './counts.ts'
import { CONTROL_FD, END, type FromWire, type WirePlan } from './protocol.ts'

/** A wire starts within 0.2 s and ends within 0.1 s on a quiet machine; the rest is for one under load. */
const WIRE_MS = 30_000

/** Packets of up to 64 kB that wait in the device; by default 500. */
const QUEUE_PACKETS = 2_000

/**
 * Of the device, from a range for examples (RFC 5737). Nobody sends to it, but from a device without an address a kernel that looks at senders
 * (rp_filter) takes no packet.
 */
const ADDRESS = '192.0.2.1/32'

/** What became of the packets in the end. */
export interface WireEnd {
  readonly counts: Counts
  readonly cut: boolean
}

/**
 * A process with a TUN device in a namespace, through which packets can be sent. Both are gone when the harness is, however it dies.
 */
export class Wire {
  /** Of its device. At most 15 characters; the pid tells whose it is. */
  readonly device = `gdw${process.pid.toString(36)}-${randomBytes(2).toString('hex')}`
  /** What it has counted so far. */
  counts = noCounts()
  readonly #place: NetworkPlace
  readonly #child: ChildProcess
  readonly #control: Socket
  readonly #ready = Promise.withResolvers<void>()
  readonly #ended = Promise.withResolvers<WireEnd>()
  #said = ''

  private constructor(place: NetworkPlace) {
    this.#place = place
    const main = codeFile('harness/runtime/wire/main')
    // socat takes spaces and commas apart: node and its file are called by their names alone.
    const device = `TUN,tun-name=${this.device},iff-no-pi,tun-type=tun,up`
    const program = `EXEC:${basename(process.execPath)} ${nodeFlags.join(' ')} ${basename(main)},nofork`
    const argv = [...place.enter, findProgram('socat'), '-b', '70000', device, program]
    const path = [dirname(process.execPath), process.env.PATH].join(delimiter)
    this.#child = spawn(argv[0]!, argv.slice(1), {
      cwd: dirname(main),
      env: { ...process.env, ...compileCacheEnvironment(), PATH: path },
      stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    })
    this.#control = this.#child.stdio[CONTROL_FD] as Socket
    this.#ready.promise.catch(() => {})
    this.#ended.promise.catch(() => {})
    this.#listen()
  }

  /** Resolves when packets can be sent through it. @throws HarnessError with the system's own words */
  static async open(place: NetworkPlace, plan: Omit<WirePlan, 'device'>): Promise<Wire> {
    const wire = new Wire(place)
    try {
      wire.#control.write(`${JSON.stringify({ device: wire.device, ...plan } satisfies WirePlan)}\n`)
      await withDeadline(wire.#ready.promise, WIRE_MS, late)
      await wire.#setUp()
      return wire
    } catch (error) {
      await wire.remove()
      throw error
    }
  }

  /** Rejects when it ends without being told to. */
  get broken(): Promise<unknown> {
    return this.#ended.promise
  }

  /** All that it holds leaves, and it ends. @throws HarnessError when it had ended before */
  async end(): Promise<WireEnd> {
    this.#control.write(`${END}\n`)
    try {
      return await withDeadline(this.#ended.promise, WIRE_MS, late)
    } finally {
      await this.remove()
    }
  }

  /** Ends the process, and with it the device. Harmless when it is gone. */
  async remove(): Promise<void> {
    const { exitCode, signalCode, pid } = this.#child
    if (exitCode !== null || signalCode !== null || pid === undefined) return
    const gone = once(this.#child, 'exit')
    this.#child.kill('SIGKILL')
    await gone
  }

  #listen(): void {
    this.#control.on('error', () => {})
    createInterface({ input: this.#control })
      .on('line', (line) => this.#hear(JSON.parse(line) as FromWire))
      // The socket's errors are passed on: one that is killed may have had something to read.
      .on('error', () => {})
    this.#child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      this.#said = (this.#said + text).slice(-2_000)
    })
    const fail = (why: string) => {
      const error = new HarnessError(`the wire ${this.device} ended: ${why}`)
      this.#ready.reject(error)
      this.#ended.reject(error)
    }
    this.#child.on('error', ({ message }) => fail(message))
    this.#child.on('close', (code, signal) =>
      fail(this.#said.trim().split('\n').at(-1) || signal || `exit code ${code}`),
    )
  }

  #hear(words: FromWire): void {
    if (words.say === 'ready') this.#ready.resolve()
    else if (words.say === 'failed') {
      this.#said = words.why
      this.#child.kill('SIGKILL')
    } else {
      this.counts = words.counts
      if (words.say === 'ended') this.#ended.resolve(words)
    }
  }

  async #setUp(): Promise<void> {
    await this.#ip('link', 'set', this.device, 'txqueuelen', String(QUEUE_PACKETS))
    await this.#ip('address', 'add', ADDRESS, 'dev', this.device, 'scope', 'host')
  }

  async #ip(...words: string[]): Promise<void> {
    const argv = [...this.#place.enter, findProgram('ip'), ...words]
    await promisify(execFile)(argv[0]!, argv.slice(1), { timeout: WIRE_MS })
  }
}

const late = () => new HarnessError(`the wire did not answer within ${WIRE_MS} ms`)
