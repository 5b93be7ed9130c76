import { cannotTell, defineMetric, eventsOf, type JournalEvent, param, z } from '../../../definitions.ts'
import { hostsWhoseTunnelEnded } from '../analysis/hosts-with.ts'
import type { Tunnel } from '../analysis/tunnels.ts'

/** What a WebSocket client gives for a connection that ended without a close frame; browsers and Node give nothing else (RFC 6455, 7.1.5). */
const ABNORMAL = 1006

/**
 * `tunnels-reset`: hosts whose tunnel was reset in [from, to]. Two things prove it together: the proxy counted the connections to which it
 * sent an RST, and the host saw its tunnel end without a close frame: with 1006, or with an error and no code. Few clients can see more.
 * Never more hosts than connections that the proxy reset. Offenders: the others.
 */
export const tunnelsReset = defineMetric(
  'tunnels-reset',
  {
    params: z.strictObject({ from: param.moment, to: param.moment, hosts: param.hosts }),
    needs: ['closed', 'closed.code|closed.error'],
  },
  (events, { from, to, hosts }) => {
    const counted = eventsOf(events, 'fault').filter(
      ({ fault, state, at, connections }) =>
        fault === 'reset' && state === 'observed' && at >= from && at <= to && connections !== undefined,
    )
    const givenUp = watchdogs(events)
    const abnormal = hostsWhoseTunnelEnded(
      events,
      { hosts, from, to, is: (tunnel) => wasCutOff(tunnel) && !givenUp.has(keyOf(tunnel)) },
      (end) => (givenUp.has(keyOf(end)) ? 'its watchdog gave its tunnel up' : endText(end)),
    )
    if (abnormal.reason !== undefined) return abnormal
    if (counted.length === 0) return cannotTell('hosts', 'no proxy told how many connections it reset')
    const reset = counted.reduce((sum, { connections }) => sum + connections!, 0)
    const observed = Math.min(abnormal.observed!, reset)
    const short = observed < abnormal.observed! ? [{ text: `the proxy reset ${reset} connections only` }] : []
    return {
      ...abnormal,
      observed,
      offenders: [...short, ...(abnormal.offenders ?? [])],
      detail: { ...abnormal.detail, abnormal: abnormal.observed, reset },
    }
  },
)

/** A close frame has a code: also 1005, which stands for one without a code of its own. */
const wasCutOff = ({ code, error }: Tunnel) =>
  code === ABNORMAL || (code === undefined && error !== undefined)

const keyOf = ({ host, dial }: Pick<Tunnel, 'host' | 'dial'>) => `${dial} ${host}`

function watchdogs(events: readonly JournalEvent[]): ReadonlySet<string> {
  return new Set(
    eventsOf(events, 'host')
      .filter(({ state }) => state === 'watchdog')
      .map(keyOf),
  )
}

function endText({ code, error, reason }: Tunnel): string {
  const how = code === undefined ? error : `close code ${code}`
  return ['its tunnel ended', how && `with ${how}`, reason].filter(Boolean).join(' ')
}
