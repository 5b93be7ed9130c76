import {
  byHost,
  cannotTell,
  countOf,
  defineMetric,
  type EventOf,
  failureText,
  missingProbes,
  NS_PER_MS,
  param,
  probesDue,
  stampMs,
  z,
} from '../../../definitions.ts'
import { heldWithin, machineOf, type Tunnel, tunnelsOf } from '../analysis/tunnels.ts'

const window = { from: param.moment, to: param.moment, probe: param.probe, hosts: param.hosts }

/**
 * `misrouted`: failed probes due in [from, to] that were replayed to a relay without a tunnel of that host, or whose
 * answer was a replay header that nobody could follow. A tunnel that ended less than a stamp's uncertainty before the probe
 * was sent may have been there still: such a probe proves nothing.
 */
export const misrouted = defineMetric(
  'misrouted',
  { params: z.strictObject(window), needs: ['registered', 'closed', 'relay'] },
  (events, params) => {
    const probes = probesDue(events, params)
    if (probes.length === 0) return cannotTell('probes', 'no probe was due in the time watched')
    const tunnels = byHost(tunnelsOf(events))
    const stamp = stampMs(events)
    const wrong = probes
      .filter((probe) => !probe.ok && replayedInVain(probe, tunnels.get(probe.host) ?? [], stamp))
      .map((probe) => ({ host: probe.host, at: probe.due, text: failureText(probe) }))
    return countOf(wrong, 'probes', { of: probes.length }, missingProbes(events, params))
  },
)

function replayedInVain(probe: EventOf<'probe'>, tunnels: readonly Tunnel[], stamp: number): boolean {
  if (probe.error === 'replay-header') return true
  const replays = probe.path?.split('>').slice(1) ?? []
  const from = probe.sent - stamp * NS_PER_MS
  return replays.some(
    (machine) =>
      !tunnels.some((tunnel) => machineOf(tunnel.relay) === machine && heldWithin(tunnel, from, probe.at)),
  )
}
