import type { HostProcesses, Player } from './host-processes.ts'

/** Adds hosts to a running fleet: `newcomer-1` … They are not probed, and no steady state waits for them. */
export function newcomers(
  hosts: HostProcesses,
  assign: (ids: readonly string[]) => Promise<Player[]>,
): (count: number) => Promise<string[]> {
  let last = 0
  return async (count) => {
    const ids = Array.from({ length: count }, () => `newcomer-${++last}`)
    hosts.add(await assign(ids))
    return ids
  }
}
