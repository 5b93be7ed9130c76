import {
  cannotTell,
  defineMetric,
  eventsOf,
  type JournalEvent,
  msBetween,
  param,
  stampMs,
  statOf,
  z,
} from '../../../definitions.ts'

const named = { streams: z.array(z.string()), since: param.moment }
const ends: ReadonlySet<string> = new Set(['ended', 'failed', 'left'])

function livesOf(events: readonly JournalEvent[], names: readonly string[]) {
  const own = Map.groupBy(eventsOf(events, 'stream'), ({ stream }) => stream)
  return names.map((host) => {
    const life = own.get(host) ?? []
    return {
      host,
      begunAt: life.find(({ state }) => state === 'first')?.at ?? Infinity,
      end: life.find(({ state }) => ends.has(state)),
    }
  })
}

/** `sockets-open`: clients' WebSockets that had carried a message and were open at `since`. */
export const socketsOpen = defineMetric(
  'sockets-open',
  z.strictObject(named),
  (events, { streams, since }) => {
    const lives = livesOf(events, streams)
    const open = lives.filter(({ begunAt, end }) => begunAt <= since && (end?.at ?? Infinity) > since)
    return { observed: open.length, unit: 'sockets', uncertainty: 0, detail: { of: lives.length } }
  },
)

/** Close code that says that all is done, so that nobody need come again (RFC 6455). */
const NORMAL = 1000

/**
 * `socket-close-time`: the longest time from `since` until a client's WebSocket was closed with a code, ms. null: one was still open
 * at `until`, or ended without a code, so that its client cannot know what happened, or with one that says that all is done.
 */
export const socketCloseTime = defineMetric(
  'socket-close-time',
  z.strictObject({ ...named, until: param.moment }),
  (events, { streams, since, until }) => {
    const lives = livesOf(events, streams).filter(
      ({ begunAt, end }) => begunAt <= since && (end?.at ?? Infinity) > since,
    )
    if (lives.length === 0) return cannotTell('ms', 'no WebSocket of a client was open at that moment')
    const times = lives.map(({ host, end }) => {
      const ended = end?.state === 'ended' && end.at <= until
      const closed = ended && end.code !== NORMAL
      const note = ended ? `code ${end.code}` : (end?.error ?? 'still open')
      return { host, ms: closed ? msBetween(since, end.at) : null, note, ...(end ? { at: end.at } : {}) }
    })
    return statOf(times, 'max', stampMs(events), 'not closed')
  },
)
