import { read, writeSync } from 'node:fs'
import { Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { messageOf } from '../../errors.ts'
import { Carrier } from './carrier.ts'
import { droppedAt, letIn } from './device.ts'
import { isTo, payloadAtOf, tcpPacketIn } from './frame.ts'
import { PcapFile } from './pcap-file.ts'
import { CONTROL_FD, END, type FromWire, type WirePlan } from './protocol.ts'

/**
 * The wire: takes packets out of a TUN device, which is its standard input and output, and puts them back. The device is gone when this process
 * is, and it ends when its socket to the harness closes, however the harness ended.
 */

const FRAME_BYTES_MAX = 70_000

/** How often it says what it has counted. */
const REPORT_EVERY_MS = 20

/** So long after the last packet nothing more is on its way into the device. */
const QUIET_MS = 20
const QUIET_MAX_MS = 500

const control = new Socket({ fd: CONTROL_FD, readable: true, writable: true })
const say = (words: FromWire) => control.write(`${JSON.stringify(words)}\n`)

/** A thread waits for the next packet: an ordinary exit would wait for that thread. */
const die = () => process.kill(process.pid, 'SIGKILL')
control.on('error', die).on('close', die)

const lines = createInterface({ input: control }).on('error', die)[Symbol.asyncIterator]()
const first = await lines.next()

class Wire {
  readonly #plan: WirePlan
  readonly #came: PcapFile | undefined
  readonly #left: PcapFile | undefined
  readonly #carrier: Carrier
  #refused = 0
  #lastAt = 0
  #reported = ''

  constructor(plan: WirePlan) {
    this.#plan = plan
    this.#came = plan.captures && new PcapFile(plan.captures.came)
    this.#left = plan.captures && new PcapFile(plan.captures.left)
    this.#carrier = new Carrier(plan.impairment, plan.seed, (bytes) => this.#send(bytes))
  }

  start(): void {
    letIn(this.#plan.device)
    this.#readInto(Buffer.allocUnsafeSlow(FRAME_BYTES_MAX))
    setInterval(() => this.#report(), REPORT_EVERY_MS)
    say({ say: 'ready' })
  }

  /** What has come in leaves, and the files are written. */
  async end(): Promise<void> {
    const until = performance.now() + QUIET_MAX_MS
    while (performance.now() - this.#lastAt < QUIET_MS && performance.now() < until) await delay(QUIET_MS / 2)
    this.#carrier.flush()
    await Promise.all([this.#came?.end(), this.#left?.end()])
    const cut = Boolean(this.#came?.cut || this.#left?.cut)
    say({ say: 'ended', counts: this.#counts(), cut })
  }

  #readInto(buffer: Buffer): void {
    read(0, buffer, 0, buffer.length, null, (error, length) => {
      if (error) return say({ say: 'failed', why: `its device cannot be read: ${messageOf(error)}` })
      this.#take(buffer.subarray(0, length))
      this.#readInto(buffer)
    })
  }

  #take(frame: Buffer): void {
    const packet = tcpPacketIn(frame)
    if (!packet) return
    this.#lastAt = performance.now()
    this.#came?.add(packet.bytes, packet.payloadAt)
    const isRequest = this.#plan.listens.some((listen) => isTo(packet, listen))
    this.#carrier.take(packet, isRequest ? 'requests' : 'answers')
  }

  #send(bytes: Buffer): void {
    this.#left?.add(bytes, payloadAtOf(bytes))
    try {
      writeSync(1, bytes)
    } catch {
      this.#refused++
    }
  }

  #counts() {
    const counts = this.#carrier.counts
    return { ...counts, overflowed: counts.overflowed + this.#refused + droppedAt(this.#plan.device) }
  }

  #report(): void {
    const counts = this.#counts()
    const text = JSON.stringify(counts)
    if (text === this.#reported) return
    this.#reported = text
    say({ say: 'counts', counts })
  }
}

try {
  const wire = new Wire(JSON.parse(first.value ?? 'null') as WirePlan)
  wire.start()
  for await (const line of { [Symbol.asyncIterator]: () => lines }) if (line === END) await wire.end()
} catch (error) {
  say({ say: 'failed', why: messageOf(error) })
}
