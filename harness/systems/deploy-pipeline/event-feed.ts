import { get } from 'node:http'
import { createInterface } from 'node:readline'
import { HarnessError, messageOf, type Running } from '../../door.ts'

/** The service answers in milliseconds; the rest is for a machine under load. */
const CONNECT_TIMEOUT_MS = 5_000

/**
 * Journals what a service records of applications: it answers `GET /events` with one JSON object a line, from its first event on and without end. When the feed
 * ends unasked, the harness can no longer tell.
 * @throws HarnessError when the service cannot be reached
 */
export async function followEvents(running: Running, service: string): Promise<void> {
  const clock = running.clockOf(service)
  const opened = Promise.withResolvers<void>()
  let leaving = false
  const fail = (error: unknown) => {
    clearTimeout(limit)
    const wrapped = new HarnessError(`events of ${service}: ${messageOf(error)}`)
    opened.reject(wrapped)
    if (!leaving) running.fail(wrapped)
  }
  const request = get({ ...running.reach(service), path: '/events', agent: false }, (answer) => {
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
        if (leaving) return
        const { at, ...rest } = JSON.parse(line) as { at: number }
        running.record({ ...rest, at: clock.fromMonotonic(at), kind: 'application' })
      } catch (error) {
        fail(error)
      }
    })
  })
  request.on('error', fail)
  const limit = setTimeout(() => request.destroy(new Error('no answer')), CONNECT_TIMEOUT_MS)
  running.onEnd(() => {
    leaving = true
    request.destroy()
  })
  await opened.promise
}
