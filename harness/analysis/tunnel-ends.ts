import { z } from 'zod'
import { cannotTell, defineFigure, param } from './figure.ts'
import { hostNames } from './moments.ts'
import { type Tunnel, tunnelsOf } from './tunnels.ts'

const window = { from: param.moment, to: param.moment, hosts: param.hosts }

/** `closed-with`: hosts of which a tunnel was closed in [from, to] with this close code, and reason if given. Offenders: the others. */
export const closedWith = defineFigure(
  z.strictObject({ ...window, code: z.number().int(), reason: z.string().optional() }),
  (events, { code, reason, from, to, hosts = hostNames(events) }) => {
    if (hosts.length === 0) return cannotTell('hosts', 'the journal knows no host')
    const ends = tunnelsOf(events).filter(({ endedAt = -1 }) => endedAt >= from && endedAt <= to)
    const saw = new Set(
      ends
        .filter((end) => end.code === code && (reason === undefined || end.reason === reason))
        .map(({ host }) => host),
    )
    const others = hosts.filter((host) => !saw.has(host))
    const offenders = others.slice(0, 20).map((host) => {
      const end = ends.find((tunnel) => tunnel.host === host)
      return { host, text: end ? endText(end) : 'its tunnel did not end' }
    })
    return {
      observed: hosts.length - others.length,
      unit: 'hosts',
      resolution: 0,
      offenders,
      detail: { of: hosts.length },
    }
  },
)

function endText({ code, error, reason }: Tunnel): string {
  return [`ended with code ${code ?? 'unknown'}`, error, reason].filter(Boolean).join(', ')
}
