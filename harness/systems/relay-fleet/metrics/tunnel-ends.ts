import { defineMetric, param, z } from '../../../definitions.ts'
import { hostsWhoseTunnelEnded } from '../analysis/hosts-with.ts'
import type { Tunnel } from '../analysis/tunnels.ts'

const window = { from: param.moment, to: param.moment, hosts: param.hosts }

/** `closed-with`: hosts of which a tunnel was closed in [from, to] with this close code, and reason if given. Offenders: the others. */
export const closedWith = defineMetric(
  'closed-with',
  {
    params: z.strictObject({ ...window, code: z.number().int(), reason: z.string().optional() }),
    needs: ['closed.code'],
  },
  (events, { code, reason, ...rest }) =>
    hostsWhoseTunnelEnded(
      events,
      { ...rest, is: (end) => end.code === code && (reason === undefined || end.reason === reason) },
      endText,
    ),
)

function endText({ code, error, reason }: Tunnel): string {
  return [`ended with code ${code ?? 'unknown'}`, error, reason].filter(Boolean).join(', ')
}
