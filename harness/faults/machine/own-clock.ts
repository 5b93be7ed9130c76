import { HarnessError } from '../../errors.ts'
import { now } from '../../journal/clock.ts'
import type { Service } from '../../runtime/runtime.ts'
import { dateOfAnswer, timeInLine } from './clock-reading.ts'

/** Where a service shows its own clock. */
export interface OwnClock {
  readonly path?: string
  readonly logged?: RegExp
}

/** How far a service's clock was off this machine's, in its own words. */
export interface Reading {
  readonly offMs: number
  /** When it was read, and when it was asked for (ns). */
  readonly at: number
  readonly askedAt: number
}

/** A `Date` has whole seconds, and Node makes a new one each second. */
export const READ_MS = 2_000

const moved = new WeakSet<Service>()

/**
 * Takes the clock of a service for one fault; gives back the way to leave it to the next.
 * @throws HarnessError while another fault has it: the first to heal would set it right for both
 */
export function takeClock(service: Service): () => void {
  if (moved.has(service))
    throw new HarnessError(`the clock of ${service.name} is moved already: heal that first`)
  moved.add(service)
  return () => void moved.delete(service)
}

/**
 * Reads a service's clock over and over until it is ended.
 * @param seen gets each reading, and when the one before it was begun (ns). True: that is enough, and nothing more is read
 * @returns ends it; one more reading is taken before, unless there are enough
 */
export function watchOwnClock(
  service: Service,
  { everyMs, ...where }: OwnClock & { readonly everyMs: number },
  seen: (reading: Reading, since: number) => boolean,
): () => Promise<void> {
  const reader = readerOf(service, where)
  let looking = Promise.resolve()
  let lookedAt = now()
  let busy = false
  let enough = false
  const look = async () => {
    const since = lookedAt
    lookedAt = now()
    const reading = await reader.read()
    enough = reading !== undefined && seen(reading, since)
  }
  const timer = setInterval(() => {
    if (busy || enough) return
    busy = true
    looking = look().finally(() => {
      busy = false
    })
  }, everyMs)
  return async () => {
    clearInterval(timer)
    await looking
    if (!enough) await look()
    reader.end()
  }
}

function readerOf(service: Service, { path = '/', logged }: OwnClock) {
  let newest: Reading | undefined
  const end = logged
    ? service.onLog(({ text }) => {
        const time = timeInLine(logged, text)
        const at = now()
        if (time !== undefined) newest = { offMs: time - Date.now(), at, askedAt: at }
      })
    : () => {}
  const ask = async (): Promise<Reading | undefined> => {
    const askedAt = now()
    const time = service.running && service.reached && (await dateOfAnswer(service.reached, path))
    return time ? { offMs: time - Date.now(), at: now(), askedAt } : undefined
  }
  return { read: async () => (logged ? newest : ask()), end }
}
