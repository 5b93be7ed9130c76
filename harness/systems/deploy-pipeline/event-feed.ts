import { get } from 'node:http'
import { createInterface } from 'node:readline'
import { HarnessError, messageOf } from '../../errors.ts'
import type { NewEvent } from '../../journal/events.ts'
import type { ProbeJournal } from '../../probes/journal.ts'

export interface EventFeedOptions {
  /** A service that answers `GET /events` with one JSON object a line, from its first event on and without end. */
  readonly address: { readonly host: string; readonly port: number }
  /** The journal's event for one line. */
  readonly toEvent: (line: unknown) => NewEvent
  readonly journal: Pick<ProbeJournal, 'append'>
}

/** The service answers in milliseconds; the rest is for a machine under load. */
const CONNECT_TIMEOUT_MS = 5_000

/** A running feed. */
export interface EventFeed extends AsyncDisposable {
  /** Never resolves; rejects with a HarnessError when the feed ends unasked or an event cannot be recorded. */
  readonly failed: Promise<never>
}

/**
 * Follows what a service records and writes it to the journal.
 * @throws HarnessError when it cannot be reached
 */
export async function followEvents({ address, toEvent, journal }: EventFeedOptions): Promise<EventFeed> {
  const name = `events of ${address.host}:${address.port}`
  const failure = Promise.withResolvers<never>()
  failure.promise.catch(() => {})
  const opened = Promise.withResolvers<void>()
  let leaving = false
  const fail = (error: unknown) => {
    clearTimeout(limit)
    const wrapped = new HarnessError(`${name}: ${messageOf(error)}`)
    opened.reject(wrapped)
    if (!leaving) failure.reject(wrapped)
  }
  const request = get({ ...address, path: '/events', agent: false }, (answer) => {
    clearTimeout(limit)
    if (answer.statusCode !== 200) return fail(`it answered ${answer.statusCode}`)
    opened.resolve()
    answer.on('error', fail)
    answer.on('close', () => fail('the connection was lost; nothing more is known'))
    const lines = createInterface({ input: answer })
    // It passes the answer's errors on.
    lines.on('error', fail)
    lines.on('line', (line) => {
      try {
        if (!leaving) journal.append(toEvent(JSON.parse(line)))
      } catch (error) {
        fail(error)
      }
    })
  })
  request.on('error', fail)
  const limit = setTimeout(() => request.destroy(new Error('no answer')), CONNECT_TIMEOUT_MS)
  await opened.promise
  return {
    failed: failure.promise,
    [Symbol.asyncDispose]: async () => {
      leaving = true
      request.destroy()
    },
  }
}
