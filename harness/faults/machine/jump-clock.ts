import { type Duration, formatMs, parseDuration } from '../../duration.ts'
import { UsageError } from '../../errors.ts'
import { now } from '../../journal/clock.ts'
import { mustHaveLayers } from '../../runtime/layers.ts'
import { mustHaveSettableClock } from '../../runtime/machine/settable-clock.ts'
import type { Service } from '../../runtime/runtime.ts'
import { typed } from '../by-hand.ts'
import { type FaultContext, type FaultKind, type OpenFault, openFault } from '../fault.ts'
import { defineFault } from '../faults.ts'
import { READ_MS, takeClock, watchOwnClock } from './own-clock.ts'

const jumpClockKind: FaultKind = { name: 'jump-clock', colour: '#6d28d9', needs: 'faketime' }

const ways = ['forward', 'back'] as const

export interface JumpClockOptions {
  /** How far it jumps, in scenario time; at least 5 s of real time, as it is read back in whole seconds. */
  readonly by: Duration
  /** Default `forward`. */
  readonly direction?: (typeof ways)[number]
  /** Path that the service answers over HTTP, with any status; its clock is read from the answer's `Date`. Default `/`. */
  readonly path?: string
  /**
   * Of a service that speaks no HTTP: lines that it logs now and then. The first group is its clock, in ISO 8601 or since the epoch, in seconds
   * or ms.
   */
  readonly logged?: RegExp
}

const LEAST_MS = 5_000
const pollMs = 100

/**
 * The wall clock of a running service jumps, and stays so far off until it is healed; monotonic time and timers go on as before. The service is
 * started with `settableClock: true`. Evidence: its own clock, as it tells it in the `Date` of an answer or in a line that it logs.
 */
export async function jumpClock(
  context: FaultContext,
  service: Service,
  options: JumpClockOptions,
  factor: number,
): Promise<OpenFault> {
  const offsetMs = offsetOf(options, factor)
  mustHaveSettableClock(service.spec)
  await mustHaveLayers(['faketime'])
  const where = offsetMs < 0 ? 'behind' : 'ahead'
  const detail = `the clock of ${service.name} jumps ${formatMs(Math.abs(offsetMs))} ${where}`
  const leave = takeClock(service)
  let proven = false
  let said = `${service.name} did not tell what time it has`
  const fault = openFault(context, jumpClockKind, service.name, detail, async () => {
    await end()
    if (!proven) fault.unproven(said)
    leave()
    service.setClock(0)
  })
  const watch = { ...options, everyMs: pollMs }
  const end = watchOwnClock(service, watch, ({ offMs: off }, since) => {
    said = `the clock of ${service.name} was ${formatMs(Math.abs(off))} ${off < 0 ? 'behind' : 'ahead'}`
    if (Math.abs(off - offsetMs) > READ_MS) return false
    proven = true
    fault.observed(`its own clock was ${formatMs(Math.abs(off))} ${where}`, now(), now() - since)
    return true
  })
  service.setClock(offsetMs)
  return fault
}

function offsetOf({ by, direction = 'forward' }: JumpClockOptions, factor: number): number {
  if (!ways.includes(direction))
    throw new UsageError(`direction ${JSON.stringify(direction)}: there are ${ways.join(', ')}`)
  const ms = parseDuration(by) * factor
  if (ms < LEAST_MS)
    throw new UsageError(
      `by ${by}: it is ${formatMs(ms)} of real time here, and at least ${formatMs(LEAST_MS)}, as clocks are read back in whole seconds`,
    )
  return direction === 'back' ? -ms : ms
}

defineFault(
  jumpClockKind,
  'The wall clock of a running service jumps, as when it is set by hand or by a time server',
  { jumpClock: (context, { service }, options) => jumpClock(context, service, options, context.factor) },
  {
    jumpClock: {
      on: 'service',
      healing: 'undo',
      parameters: {
        by: typed.duration('how far it jumps', { example: '60m' }),
        direction: typed.choice('which way', ways, { value: 'forward' }),
        path: typed.text('path whose answer tells the clock', { value: '/' }),
      },
    },
  },
)

declare module '../faults.ts' {
  interface Faults {
    jumpClock(target: Target, options: JumpClockOptions): Promise<OpenFault>
  }
}
