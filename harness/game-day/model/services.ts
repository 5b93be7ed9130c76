import type { JournalEvent } from '../../journal/events.ts'
import type { ServiceState } from '../protocol.ts'

/** State of a service after an event of it; undefined where the event changes none. @param at ms */
export function serviceAfter(
  before: ServiceState | undefined,
  event: JournalEvent,
  at: number,
): ServiceState | undefined {
  if (event.kind !== 'service') return undefined
  const state = stateOf[event.state]
  if (state === undefined || (before?.state === state && before.incarnation === event.incarnation))
    return undefined
  // What an older incarnation still says changes nothing.
  if (before && event.incarnation < before.incarnation) return undefined
  return { name: event.service, state, since: at, incarnation: event.incarnation }
}

const stateOf: Record<string, ServiceState['state'] | undefined> = {
  spawned: 'starting',
  ready: 'running',
  accepting: 'running',
  paused: 'paused',
  resumed: 'running',
  exited: 'stopped',
}

/** What happened to a service, in a few words for the log; undefined for what is not worth a line. */
export function wordsOf(event: JournalEvent): string | undefined {
  if (event.kind !== 'service') return undefined
  const { service, state, signal, code, forced, incarnation } = event
  if (state === 'signalled') return `${signal} sent to ${service}`
  if (state === 'exited') return `${service} ended with code ${code}${forced ? ', forced' : ''}`
  if (state === 'paused') return `${service} is frozen`
  if (state === 'resumed') return `${service} goes on`
  return state === 'ready' ? `${service} is ready${incarnation > 1 ? ' again' : ''}` : undefined
}
