import { setTimeout as sleep } from 'node:timers/promises'
import { type Duration, parseDuration } from '../../duration.ts'
import { now } from '../../journal/clock.ts'
import type { HostEvents } from '../../probes/host-events.ts'
import type { TokenMint } from './tokens.ts'

export interface LateHosts {
  /** Lets new hosts join one after the other, `every` apart, each dialling at once. Resolves when the last has joined. */
  join(options: { readonly hosts: number; readonly every: Duration }): Promise<void>
}

/** Hosts that are no part of the steady state: they come in the middle of a scenario. */
export function createLateHosts(parts: {
  readonly hostEvents: HostEvents
  readonly mint: TokenMint
  /** `ws://host:port` of the link that they dial. */
  readonly url: string
  readonly factor: number
  readonly signal: AbortSignal
}): LateHosts {
  const { hostEvents, mint, url, factor, signal } = parts
  let joined = 0
  return {
    join: async ({ hosts, every }) => {
      const ids = Array.from({ length: hosts }, () => `late-${++joined}`)
      const assignments = await Promise.all(ids.map(async (id) => ({ id, url, token: await mint.host(id) })))
      const start = now() / 1e6
      for (const [index, assignment] of assignments.entries()) {
        const due = start + index * parseDuration(every) * factor
        await sleep(Math.max(0, due - now() / 1e6), undefined, { signal })
        hostEvents.add([assignment])
      }
    },
  }
}
