import { formatMs } from '../../duration.ts'
import { messageOf, UsageError } from '../../errors.ts'
import { NS_PER_MS, now } from '../../journal/clock.ts'
import { mustHaveLayers } from '../../runtime/layers.ts'
import { mustHaveSettableClock } from '../../runtime/machine/settable-clock.ts'
import type { Service } from '../../runtime/runtime.ts'
import { typed } from '../by-hand.ts'
import { type FaultContext, type FaultKind, type OpenFault, openFault } from '../fault.ts'
import { defineFault } from '../faults.ts'
import { READ_MS, type Reading, takeClock, watchOwnClock } from './own-clock.ts'

const driftClockKind: FaultKind = { name: 'drift-clock', colour: '#7e22ce', needs: 'faketime' }

/** A clock of a tenth of the speed up to one of ten times the speed. One that stands still or runs backwards does not drift. */
const RANGE = [-0.9, 9] as const

export interface DriftClockOptions {
  /**
   * What the clock gains in each second, in seconds, from -0.9 to 9: `0.1` runs fast by a tenth, `-0.1` slow. It is read back in whole seconds, so
   * that it takes some time to be proven: 0.1 takes 45 s of real time, 1 takes 7 s.
   */
  readonly rate: number
  /** Path that the service answers over HTTP, with any status; its clock is read from the answer's `Date`. Default `/`. */
  readonly path?: string
  /**
   * Of a service that speaks no HTTP: lines that it logs now and then. The first group is its clock, in ISO 8601 or since the epoch, in seconds
   * or ms.
   */
  readonly logged?: RegExp
}

const stepMs = 100
/** The first reading and the newest count; those between are for who watches. */
const pollMs = 500

/**
 * The wall clock of a running service runs fast or slow until it is healed, in steps of 100 ms; a slow one goes back a little at each. Monotonic time
 * and timers go on as before. Healing sets the clock right at once, as a time server does with one that is far off; to slew it back would take as
 * long as the fault did. The service is started with `settableClock: true`. Evidence: its own clock, read at least twice, gained or lost as
 * much as was asked for.
 */
export async function driftClock(
  context: FaultContext,
  service: Service,
  options: DriftClockOptions,
): Promise<OpenFault> {
  const rate = rateOf(options)
  mustHaveSettableClock(service.spec)
  await mustHaveLayers(['faketime'])
  const leave = takeClock(service)
  const way = rate > 0 ? 'gains' : 'loses'
  const detail = `the clock of ${service.name} ${way} ${formatMs(Math.abs(rate) * 1_000)} each second`
  const growth = new Growth(rate)
  let onset: number | undefined
  let trouble: string | undefined
  const fault = openFault(context, driftClockKind, service.name, detail, async () => {
    // Until the last reading is taken, the clock goes on.
    await end()
    clearInterval(timer)
    leave()
    if (growth.proven) fault.observed(growth.words, onset, (onset ?? startedAt) - startedAt)
    else fault.unproven(trouble ?? growth.words)
    service.setClock(0)
  })
  const end = watchOwnClock(service, { ...options, everyMs: pollMs }, (reading) => {
    growth.add(reading)
    if (onset === undefined && growth.proven) {
      onset = now()
      fault.acting(growth.words, onset)
    }
    return false
  })
  const startedAt = now()
  const timer = setInterval(() => {
    try {
      service.setClock((rate * (now() - startedAt)) / NS_PER_MS)
    } catch (error) {
      trouble = messageOf(error)
    }
  }, stepMs)
  return fault
}

/** What a clock gained between its first reading and its newest one. */
export class Growth {
  readonly #rate: number
  #first: Reading | undefined
  #newest: Reading | undefined

  constructor(rate: number) {
    this.#rate = rate
  }

  add(reading: Reading): void {
    this.#first ??= reading
    this.#newest = reading
  }

  /** Whether that is what was asked for, and more than a clock that keeps time can seem to gain. */
  get proven(): boolean {
    const [first, newest] = [this.#first, this.#newest]
    if (!first || !newest) return false
    const asked = this.#rate * this.#overMs
    const within = Math.max(this.#withinMs(first), this.#withinMs(newest))
    return Math.abs(asked) >= 2 * within && Math.abs(this.#gainedMs - asked) <= within
  }

  get words(): string {
    if (this.#overMs === 0) return 'its clock was not read twice'
    const gained = this.#gainedMs
    const asked = formatMs(Math.abs(this.#rate) * this.#overMs)
    const told = `its own clock ${gained < 0 ? 'lost' : 'gained'} ${formatMs(Math.abs(gained))} in ${formatMs(this.#overMs)}`
    return this.proven ? told : `${told}, and ${asked} were asked for`
  }

  get #overMs(): number {
    return ((this.#newest?.at ?? 0) - (this.#first?.at ?? 0)) / NS_PER_MS
  }

  get #gainedMs(): number {
    return (this.#newest?.offMs ?? 0) - (this.#first?.offMs ?? 0)
  }

  /** A `Date` that is kept for a second is older the faster its clock runs; an answer is as old as it took. */
  #withinMs({ at, askedAt }: Reading): number {
    return READ_MS + Math.max(0, this.#rate) * 1_000 + (at - askedAt) / NS_PER_MS
  }
}

function rateOf({ rate }: DriftClockOptions): number {
  const [least, most] = RANGE
  if (!(rate >= least && rate <= most) || rate === 0)
    throw new UsageError(`rate ${rate}: seconds that it gains in each, from ${least} to ${most} and not 0`)
  return rate
}

defineFault(
  driftClockKind,
  'The wall clock of a running service runs fast or slow, as one that no time server sets right',
  { driftClock: (context, { service }, options) => driftClock(context, service, options) },
  {
    driftClock: {
      on: 'service',
      healing: 'undo',
      parameters: {
        rate: typed.number('seconds that it gains in each second', { example: '0.1', range: RANGE }),
        path: typed.text('path whose answer tells the clock', { value: '/' }),
      },
    },
  },
)

declare module '../faults.ts' {
  interface Faults {
    driftClock(target: Target, options: DriftClockOptions): Promise<OpenFault>
  }
}
