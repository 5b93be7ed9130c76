import { setTimeout as sleep } from 'node:timers/promises'
import { now } from '../../journal/clock.ts'
import type { HttpProber } from '../../probes/http-prober/prober.ts'
import type { SocketWatcher } from '../../probes/socket-watcher.ts'
import { isAnswered } from '../../system/answered.ts'
import type { SteadyState } from '../../system/system.ts'

const pollMs = 5

/** Looks and answers that a steady state has to last for: later metrics are held against them. */
const looksMin = 12

/** A target is answered when one of its newest three probes was, which are 100 ms apart. */
const GOOD_MS = 300

export interface SteadyWatchers {
  readonly prober: HttpProber
  readonly watcher: SocketWatcher
  readonly targets: readonly string[]
}

/**
 * Waits until one of every target's newest probes was answered and no connection of the web server is in CLOSE_WAIT, for
 * twelve looks at its sockets in a row.
 */
export async function waitForSteady(
  { prober, watcher, targets }: SteadyWatchers,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<SteadyState> {
  const start = now()
  let calmSince = watcher.count
  const goodAt = new Map<string, number>()
  for (;;) {
    for (const target of targets) if (isGood(prober, target, start)) goodAt.set(target, now())
    // One failed request in many is told by the checks; here it must not keep the proof from coming about.
    const answered = targets.filter((target) => now() - (goodAt.get(target) ?? 0) < GOOD_MS * 1e6)
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
  return probe !== undefined && isAnswered(probe) && probe.due >= since
}
