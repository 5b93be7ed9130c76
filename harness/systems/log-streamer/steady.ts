import { setTimeout as sleep } from 'node:timers/promises'
import { now } from '../../journal/clock.ts'
import type { HttpProber } from '../../probes/http-prober/prober.ts'
import type { SocketWatcher } from '../../probes/socket-watcher.ts'
import type { SteadyState } from '../system.ts'

const pollMs = 5

/** Looks and answers that a steady state has to last for: later figures are held against them. */
const looksMin = 6

export interface SteadyWatchers {
  readonly prober: HttpProber
  readonly watcher: SocketWatcher
  readonly targets: readonly string[]
}

/**
 * Waits until every target's newest probe was answered and no connection of the web server is in CLOSE_WAIT, for
 * six looks at its sockets in a row.
 */
export async function waitForSteady(
  { prober, watcher, targets }: SteadyWatchers,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<SteadyState> {
  const start = now()
  let calmSince = watcher.count
  for (;;) {
    const answered = targets.filter((target) => isGood(prober, target, start))
    const halfClosed = watcher.latest?.states.CLOSE_WAIT ?? 0
    if (answered.length < targets.length || halfClosed > 0 || !watcher.latest) calmSince = watcher.count
    const counts = { hosts: targets.length, answered: answered.length, tookMs: (now() - start) / 1e6 }
    if (watcher.count - calmSince >= looksMin) return { ok: true, ...counts }
    if (counts.tookMs > timeoutMs) {
      const reason =
        `no steady state within ${Math.round(timeoutMs)} ms: ${answered.length} of ${targets.length} targets answered ` +
        `their newest probe, ${halfClosed} connections in CLOSE_WAIT`
      return { ok: false, ...counts, reason }
    }
    await sleep(pollMs, undefined, { signal })
  }
}

function isGood({ latest }: HttpProber, target: string, since: number): boolean {
  const probe = latest.get(target)
  return probe?.ok === true && probe.due >= since
}
