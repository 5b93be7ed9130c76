import type { Stall } from '../../../docker/stalls.ts'
import { now } from '../../journal/clock.ts'
import type { SendProbe } from './ask.ts'
import { HttpClient } from './client.ts'
import { type Judgement, judge, type Success } from './judge.ts'
import type { Outbox } from './outbox.ts'
import { lineWords, type ProberConfig, type ProbeTarget, type SingleRequest } from './protocol.ts'
import { Schedule } from './schedule.ts'

const NS_PER_MS = 1_000_000

/**
 * A probe that is later than a cadence, and than this, is not sent but counted as missed. Less is made up for at once: what was
 * due in a stall of that length is a handful of requests, and each of them is an observation. Real ms.
 */
const LATE_MS_MAX = 250

/** A target made ready to be sent. */
interface Prepared {
  readonly target: ProbeTarget
  readonly send: SendProbe
}

/** A probe that was sent and has not ended. */
interface Outstanding {
  readonly deadline: number
  /** Beside the schedule. */
  readonly single: boolean
  readonly end: (judgement: Judgement) => void
}

/** Sends what is due, whatever became of what was sent before, and hands every end to the outbox as a line of the journal. */
export class ProbeLoop {
  /** Probes sent so far. */
  sent = 0
  readonly #config: ProberConfig
  readonly #targets: readonly Prepared[]
  readonly #schedule: Schedule
  readonly #outbox: Outbox
  readonly #prepare: (target: ProbeTarget) => SendProbe
  readonly #outstanding = new Set<Outstanding>()
  #timer: NodeJS.Timeout | undefined
  #wakeAt = Number.POSITIVE_INFINITY
  #stop: { readonly at: number; readonly stopped: () => void } | undefined
  #finished = false
  #settling: { readonly open: Set<Outstanding>; readonly settled: () => void }[] = []

  /** @param prepare makes a target ready to be sent; default: as HTTP requests */
  constructor(config: ProberConfig, outbox: Outbox, prepare = httpSender()) {
    this.#config = config
    this.#prepare = prepare
    this.#targets = config.targets.map((target) => ({ target, send: prepare(target) }))
    // From a whole millisecond of the clock: timers count in those, so that a wake-up comes just after a due time.
    const start = (Math.ceil(now() / NS_PER_MS) + 1) * NS_PER_MS
    this.#schedule = new Schedule(config.targets.length, config.cadenceMs, start)
    this.#outbox = outbox
    this.#arm()
  }

  /** Sends one request now, beside the schedule; its event is marked with `id`. */
  once(id: number, request: SingleRequest): void {
    const due = now()
    const { probe, target, timeoutMs } = request
    const prepared = { target, send: this.#prepare(target) }
    this.#send(probe, prepared, due, due, timeoutMs, `${lineWords.once}${id} `)
    this.#arm()
  }

  /** Calls `settled` when every probe of the schedule that was sent by now has ended; their events are written then. */
  settle(settled: () => void): void {
    const open = new Set([...this.#outstanding].filter(({ single }) => !single))
    this.#settling.push({ open, settled })
    this.#tellSettled()
  }

  /**
   * Sends nothing more and calls `stopped` once, when all is answered or after `graceMs`; what is left then ends with
   * `stopped`. A second call changes the grace.
   */
  stop(graceMs: number, stopped: () => void): void {
    if (this.#finished) return
    this.#stop = { at: now() + graceMs * NS_PER_MS, stopped }
    this.#tick()
  }

  /** This process did not run although it was due: what it saw meanwhile, it saw late. */
  stalled({ at, ms }: Stall): void {
    if (this.#finished) return
    this.#outbox.add(JSON.stringify({ at, kind: 'stall', who: 'prober', ms }), at)
    this.#arm()
  }

  #tick(): void {
    this.#wakeAt = Number.POSITIVE_INFINITY
    const time = now()
    // After the sockets have been read: when this process was late, the answer may be there already.
    if (this.#firstDeadline() <= time) setImmediate(() => this.#expire(time))
    if (this.#stop) this.#finish(this.#stop, time)
    else this.#sendDue(time)
    this.#outbox.flushRipe(time)
    this.#arm()
  }

  #expire(time: number): void {
    for (const probe of this.#outstanding) {
      if (probe.deadline <= time) probe.end({ ok: false, error: 'timeout' })
    }
    this.#arm()
  }

  #sendDue(time: number): void {
    const { probe, cadenceMs, timeoutMs, outstandingMax } = this.#config
    let missed = 0
    for (let due = this.#schedule.nextDue; due <= time; due = this.#schedule.nextDue) {
      const prepared = this.#targets[this.#schedule.take()]
      const late = time - due > Math.max(cadenceMs, LATE_MS_MAX) * NS_PER_MS
      if (!prepared || late || this.#outstanding.size >= outstandingMax) missed++
      else this.#send(probe, prepared, due, now(), timeoutMs, '')
    }
    if (missed > 0)
      this.#outbox.add(JSON.stringify({ at: time, kind: 'probes-missed', probe, count: missed }), time)
  }

  #send(
    probe: string,
    { target, send }: Prepared,
    due: number,
    sent: number,
    timeoutMs: number,
    prefix: string,
  ): void {
    let exchange: ReturnType<SendProbe> | undefined
    const outstanding: Outstanding = {
      deadline: sent + timeoutMs * NS_PER_MS,
      single: prefix !== '',
      end: (judgement) => {
        this.#outstanding.delete(outstanding)
        exchange?.abandon()
        const at = now()
        const event = { at, kind: 'probe', probe, host: target.host, due, sent, ...judgement }
        this.#outbox.add(prefix + JSON.stringify(event), at)
        for (const { open } of this.#settling) open.delete(outstanding)
        this.#tellSettled()
      },
    }
    this.#outstanding.add(outstanding)
    this.sent++
    exchange = send((judgement) => {
      exchange = undefined
      outstanding.end(judgement)
      if (this.#stop || this.#outbox.dueAt < this.#wakeAt) this.#arm()
    })
  }

  #tellSettled(): void {
    const done = this.#settling.filter(({ open }) => open.size === 0)
    if (done.length === 0) return
    this.#settling = this.#settling.filter(({ open }) => open.size > 0)
    this.#outbox.flush()
    for (const { settled } of done) settled()
  }

  #finish(stop: { readonly at: number; readonly stopped: () => void }, time: number): void {
    if (stop.at <= time) {
      for (const probe of this.#outstanding) probe.end({ ok: false, error: 'stopped' })
    }
    if (this.#outstanding.size > 0) return
    this.#outbox.flush()
    this.#finished = true
    stop.stopped()
  }

  /** Sets the one timer to the first thing that has to happen. */
  #arm(): void {
    if (this.#finished) return
    const wakeAt = this.#nextWake()
    if (wakeAt >= this.#wakeAt) return
    clearTimeout(this.#timer)
    this.#wakeAt = wakeAt
    this.#timer = setTimeout(() => this.#tick(), Math.max(0, Math.ceil((wakeAt - now()) / NS_PER_MS)))
  }

  #nextWake(): number {
    let wakeAt = this.#outbox.dueAt
    if (!this.#stop) wakeAt = Math.min(wakeAt, this.#schedule.nextDue)
    else if (this.#outstanding.size === 0) return 0
    else wakeAt = Math.min(wakeAt, this.#stop.at)
    return Math.min(wakeAt, this.#firstDeadline())
  }

  #firstDeadline(): number {
    let first = Number.POSITIVE_INFINITY
    for (const probe of this.#outstanding) first = Math.min(first, probe.deadline)
    return first
  }
}

/** Sends requests over connections that are kept, by one client for all targets. */
function httpSender(): (target: ProbeTarget) => SendProbe {
  const client = new HttpClient()
  return (target) => {
    const { bytes, success } = requestOf(target)
    return (done) => client.request(target.address, bytes, (ended) => done(judge(ended, success)))
  }
}

function requestOf(target: ProbeTarget): { readonly bytes: Buffer; readonly success: Success } {
  const { method = 'GET', path, body, expectBody, expectStatus, expectNoHeader } = target
  const length: [string, string][] =
    body === undefined ? [] : [['content-length', String(Buffer.byteLength(body))]]
  const headers = [...Object.entries(target.headers), ...length].map(
    ([name, value]) => `${name}: ${value}\r\n`,
  )
  const { host, port } = target.address
  const head = `${method} ${path} HTTP/1.1\r\nhost: ${host}:${port}\r\n${headers.join('')}\r\n`
  return {
    bytes: Buffer.from(head + (body ?? '')),
    success: {
      body: Buffer.from(expectBody).toString('latin1'),
      ...(expectStatus === undefined ? {} : { status: expectStatus }),
      ...(expectNoHeader === undefined ? {} : { noHeader: expectNoHeader }),
    },
  }
}
