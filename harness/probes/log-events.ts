import { HarnessError, messageOf } from '../errors.ts'
import type { NewEvent } from '../journal/events.ts'
import type { ProbeJournal } from './journal.ts'

/** What is needed of a running service. */
interface LoggingService {
  readonly name: string
  onLog(listener: (line: { readonly at: number; readonly text: string }) => void): () => void
}

/** Events that services log themselves: a JSON line whose `msg` is the kind, with the event's own fields. */
const kinds = new Set<string>(['probe', 'delivery'] satisfies NewEvent['kind'][])

/**
 * Journals the events that a service logs, over all its incarnations. A service writes a line before it goes on, so that a
 * kill loses none. `at` is the service's own stamp where the line has one, else the moment of reading.
 */
export class LogEvents implements Disposable {
  /** Never resolves; rejects with a HarnessError when a line of such a kind is no event. */
  readonly failed: Promise<never>
  readonly #stop: () => void

  constructor(service: LoggingService, journal: Pick<ProbeJournal, 'append'>) {
    const { promise, reject } = Promise.withResolvers<never>()
    this.failed = promise
    this.failed.catch(() => {})
    this.#stop = service.onLog(({ at, text }) => {
      try {
        const event = eventOf(text, at)
        if (event) journal.append(event)
      } catch (error) {
        reject(new HarnessError(`a line of ${service.name} is no event: ${messageOf(error)}`))
      }
    })
  }

  [Symbol.dispose](): void {
    this.#stop()
  }
}

/** Undefined for a line that reports no event. The journal checks the rest. */
export function eventOf(text: string, readAt: number): NewEvent | undefined {
  if (!text.startsWith('{')) return undefined
  const { msg, ...fields } = parse(text)
  return typeof msg === 'string' && kinds.has(msg)
    ? ({ at: readAt, ...fields, kind: msg } as unknown as NewEvent)
    : undefined
}

function parse(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text)
  } catch {
    return {}
  }
}
