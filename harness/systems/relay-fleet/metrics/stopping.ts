import {
  cannotTell,
  countOf,
  defineMetric,
  eventsOf,
  headerOf,
  type JournalEvent,
  param,
  z,
} from '../../../definitions.ts'
import { dialsOf, type Tunnel, tunnelsOf } from '../analysis/tunnels.ts'

const ofRelay = { relay: z.string(), from: param.moment, to: param.moment }

/** Close code by which the reference relay ends a tunnel when it drains (design: wire facts). */
const DRAIN_CODE = 4001

/**
 * `tunnels-served`: hosts that the relay with this identity took on in (from, to], from being its stop signal: it spoke on their
 * tunnel and did not tell them to leave again. A signal reaches a busy relay milliseconds after it was sent; whom it took on
 * until then gets the drain notice like everybody else.
 */
export const tunnelsServed = defineMetric(
  'tunnels-served',
  { params: z.strictObject(ofRelay), needs: ['registered', 'relay', 'drain'] },
  (events, { relay, from, to }) => {
    const served = tunnelsOf(events)
      .filter(
        (tunnel) =>
          tunnel.relay === relay &&
          tunnel.drainAt === undefined &&
          (tunnel.registeredAt ?? 0) > from &&
          tunnel.registeredAt! <= to,
      )
      .map(({ host, dial, registeredAt }) => ({ host, at: registeredAt!, text: `dial ${dial} was taken on` }))
    return countOf(served, 'tunnels')
  },
)

/** `not-told-once`: hosts with a tunnel on the relay at `from` that were sent another number of drain notices than one by `to`. */
export const notToldOnce = defineMetric(
  'not-told-once',
  { params: z.strictObject(ofRelay), needs: ['registered', 'closed', 'relay', 'drain'] },
  (events, { relay, from, to }) => {
    const held = heldAt(events, relay, from)
    if (held.length === 0) return cannotTell('hosts', `${relay} held no tunnel at that moment`)
    const notices = eventsOf(events, 'host').filter(
      ({ state, at }) => state === 'drain' && at >= from && at <= to,
    )
    const wrong = held
      .map(({ host }) => ({ host, told: notices.filter((notice) => notice.host === host).length }))
      .filter(({ told }) => told !== 1)
      .map(({ host, told }) => ({ host, text: `${told} drain notices` }))
    return countOf(wrong, 'hosts', { of: held.length })
  },
)

const leaving = z.strictObject({ ...ofRelay, code: z.number().int().default(DRAIN_CODE) })

/**
 * `left-in-order`: tunnels that the relay held at `from` and that ended as a drain should end them: closed by the relay with
 * `code` (default: that of the reference), or left without an error and without a close frame by a host that had been told to by `to`, the relay's exit. The
 * host's own stamp of that end may be later than the exit: its process may be busy while the relay ends. Offenders: the others.
 */
export const leftInOrder = defineMetric(
  'left-in-order',
  { params: leaving, needs: ['registered', 'relay', 'closed.code'] },
  (events, { relay, from, to, code: drainCode }) => {
    const held = heldAt(events, relay, from)
    if (held.length === 0) return cannotTell('tunnels', `${relay} held no tunnel at that moment`)
    const drain = { to, drainCode, leftOfItself: leavers(events) }
    const ended = Map.groupBy(held, (tunnel) => howEnded(tunnel, drain))
    const [badly, unsure] = [ended.get('badly') ?? [], ended.get('unsure') ?? []]
    const observed = held.length - badly.length
    return {
      ...{ observed, unit: 'tunnels', uncertainty: unsure.length },
      ...(unsure.length > 0 && { bounds: [observed - unsure.length, observed] as const }),
      offenders: [...badly, ...unsure].map(({ host, endedAt, code, error }) => ({
        host,
        ...(endedAt === undefined ? {} : { at: endedAt }),
        text: endedAt === undefined ? 'did not end' : `ended with ${error ?? `code ${code}`}`,
      })),
      detail: { of: held.length },
    }
  },
)

type Leaver = (tunnel: Tunnel) => 'well' | 'badly' | 'unsure'

/**
 * Whether a host ended a tunnel itself where no frame closed it. By 1006 a client cannot tell whether it broke off or the relay did. A reason beside it
 * is the host's own word, as only a close frame has one (RFC 6455, 7.1.6); or its next dial was under way. The hosts of this repository give one.
 */
function leavers(events: readonly JournalEvent[]): Leaver {
  const attempts = new Map(dialsOf(events).map(({ host, dial, attemptAt }) => [`${dial} ${host}`, attemptAt]))
  const silent = headerOf(events)?.target === undefined ? 'badly' : 'unsure'
  return ({ host, dial, endedAt = Infinity, reason = '' }) => {
    const next = attempts.get(`${dial + 1} ${host}`) ?? Infinity
    return reason !== '' || next <= endedAt ? 'well' : silent
  }
}

interface Drain {
  readonly to: number
  readonly drainCode: number
  readonly leftOfItself: Leaver
}

function howEnded(tunnel: Tunnel, { to, drainCode, leftOfItself }: Drain): ReturnType<Leaver> {
  const { endedAt, drainAt = Infinity, code, error } = tunnel
  if (endedAt === undefined) return 'badly'
  if (code === drainCode) return 'well'
  if (drainAt > to || error !== undefined) return 'badly'
  if (code === 1005) return 'well'
  return code === undefined || code === 1006 ? leftOfItself(tunnel) : 'badly'
}

/** Tunnels that were registered with a relay at a moment, and held. */
export function heldAt(events: readonly JournalEvent[], relay: string, at: number): Tunnel[] {
  return tunnelsOf(events).filter(
    (tunnel) => tunnel.relay === relay && (tunnel.registeredAt ?? Infinity) <= at && tunnel.heldUntil > at,
  )
}
