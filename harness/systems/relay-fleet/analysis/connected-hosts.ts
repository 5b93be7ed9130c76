import type { JournalEvent } from '../../../definitions.ts'
import { tunnelsOf } from './tunnels.ts'

/** Hosts with at least one registered tunnel. */
export function connectedHosts(events: readonly JournalEvent[]): [at: number, hosts: number][] {
  const changes = tunnelsOf(events).flatMap(({ host, registeredAt, heldUntil }) => {
    if (registeredAt === undefined || registeredAt >= heldUntil) return []
    const made = [{ at: registeredAt, host, by: 1 }]
    if (heldUntil !== Infinity) made.push({ at: heldUntil, host, by: -1 })
    return made
  })
  const held = new Map<string, number>()
  let connected = 0
  return changes
    .sort((a, b) => a.at - b.at)
    .map(({ at, host, by }) => {
      const before = held.get(host) ?? 0
      held.set(host, before + by)
      if (before === 0) connected++
      else if (before + by === 0) connected--
      return [at, connected]
    })
}
