import { z } from 'zod'
import { cannotTell, countOf, defineFigure, param } from './figure.ts'
import { hostNames } from './moments.ts'
import { heldWithin, type Tunnel, tunnelsOf } from './tunnels.ts'

const window = { from: param.moment, to: param.moment, hosts: param.hosts }

/** `tunnels-lost`: tunnels that were held in [from, to] and ended in it. */
export const tunnelsLost = defineFigure(z.strictObject(window), (events, { from, to, hosts }) => {
  const wanted = hosts && new Set(hosts)
  const held = tunnelsOf(events).filter(
    (tunnel) => heldWithin(tunnel, from, to) && (!wanted || wanted.has(tunnel.host)),
  )
  if (held.length === 0) return cannotTell('tunnels', 'no tunnel was held in the time watched')
  const lost = held
    .filter(({ heldUntil }) => heldUntil <= to)
    .map((tunnel) => ({ host: tunnel.host, at: tunnel.heldUntil, text: endText(tunnel) }))
  return countOf(lost, 'tunnels', { of: held.length })
})

/** `closed-with`: hosts of which a tunnel was closed in [from, to] with this close code and reason. Offenders: the others. */
export const closedWith = defineFigure(
  z.strictObject({ ...window, code: z.number().int(), reason: z.string() }),
  (events, { code, reason, from, to, hosts = hostNames(events) }) => {
    if (hosts.length === 0) return cannotTell('hosts', 'the journal knows no host')
    const ends = tunnelsOf(events).filter(({ endedAt = -1 }) => endedAt >= from && endedAt <= to)
    const saw = new Set(
      ends.filter((end) => end.code === code && end.reason === reason).map(({ host }) => host),
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
