import type { HostAssignment } from '../../../docker/mock-host/control.ts'
import type { HostEvents } from '../../probes/host-events.ts'

/** Adds hosts to a running fleet: `newcomer-1` … They are not probed, and no steady state waits for them. */
export function newcomers(
  hostEvents: HostEvents,
  assign: (ids: readonly string[]) => Promise<HostAssignment[]>,
): (count: number) => Promise<string[]> {
  let last = 0
  return async (count) => {
    const ids = Array.from({ length: count }, () => `newcomer-${++last}`)
    hostEvents.add(await assign(ids))
    return ids
  }
}
