import {
  cannotTell,
  countOf,
  defineMetric,
  eventsOf,
  type JournalEvent,
  param,
  z,
} from '../../../definitions.ts'
import { type Tunnel, tunnelsOf } from '../analysis/tunnels.ts'

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
    const others = held.filter((tunnel) => !leftWell(tunnel, to, drainCode))
    return {
      observed: held.length - others.length,
      unit: 'tunnels',
      uncertainty: 0,
      offenders: others.map(({ host, endedAt, code, error }) => ({
        host,
        ...(endedAt === undefined ? {} : { at: endedAt }),
        text: endedAt === undefined ? 'did not end' : `ended with ${error ?? `code ${code}`}`,
      })),
      detail: { of: held.length },
    }
  },
)

function leftWell(
  { endedAt, drainAt = Infinity, code, error }: Tunnel,
  to: number,
  drainCode: number,
): boolean {
  const leftByItself =
    drainAt <= to && error === undefined && (code === undefined || code === 1005 || code === 1006)
  return endedAt !== undefined && (code === drainCode || leftByItself)
}

/** Tunnels that were registered with a relay at a moment, and held. */
export function heldAt(events: readonly JournalEvent[], relay: string, at: number): Tunnel[] {
  return tunnelsOf(events).filter(
    (tunnel) => tunnel.relay === relay && (tunnel.registeredAt ?? Infinity) <= at && tunnel.heldUntil > at,
  )
}
