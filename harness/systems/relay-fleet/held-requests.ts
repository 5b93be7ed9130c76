import { setTimeout as sleep } from 'node:timers/promises'
import { HarnessError, parseDuration } from '../../door.ts'
import type { RelayFleet } from './fleet.ts'
import { heldProbe } from './probe-names.ts'
import type { FleetPrograms } from './programs.ts'
import type { Watchers } from './steady.ts'

/** How long a held request takes to reach its host, where the host does not report it; far above what loopback needs while there is a core. */
const underWayMs = 50

/** Requests held open at each host: whoever answers the first of several only is seen. */
const heldEach = 2

/** Longest wait for hosts to report that held requests have come, scenario time: then something else is wrong. */
const heldWithin = '50s'

interface HeldParts {
  readonly hosts: readonly string[]
  readonly watchers: Pick<Watchers, 'hostEvents' | 'prober'>
  readonly clients: FleetPrograms['clients']
  readonly factor: number
  readonly signal: AbortSignal
  /** Waits until it is done, at most so long, ms of scenario time. */
  readonly within: (done: () => boolean, systemMs: number) => Promise<unknown>
}

/** Requests that hosts answer late; `ended` waits for the end of all of them. */
export function heldRequests({ hosts, watchers, clients, factor, signal, within }: HeldParts): {
  readonly holdRequests: RelayFleet['holdRequests']
  ended(): Promise<unknown>
} {
  const { hostEvents, prober } = watchers
  const held: Promise<unknown>[] = []
  const heldBy = (host: string) => hostEvents.state.get(host)?.held ?? 0
  return {
    ended: () => Promise.allSettled(held),
    holdRequests: async ({ count, answerAfter }) => {
      const slowMs = Math.round(parseDuration(answerAfter) * factor)
      const { slowPath } = clients
      // Without one the metric of held requests is not available, and says so.
      if (!slowPath) return
      const asked = hosts.slice(0, count)
      const before = new Map(asked.map((host) => [host, heldBy(host)]))
      for (const host of asked.flatMap((one) => Array<string>(heldEach).fill(one)))
        held.push(
          prober.sendOnce({
            probe: heldProbe,
            host,
            path: slowPath(host, slowMs),
            timeoutMs: slowMs + underWayMs,
          }),
        )
      if (!clients.reportsHeld) return void (await sleep(underWayMs, undefined, { signal }))
      const due = asked.length * heldEach
      const holding = () => asked.reduce((sum, host) => sum + heldBy(host) - before.get(host)!, 0)
      await within(() => holding() === due, parseDuration(heldWithin))
      if (holding() < due)
        throw new HarnessError(`of ${due} requests to be held ${holding()} came to their hosts`)
    },
  }
}
