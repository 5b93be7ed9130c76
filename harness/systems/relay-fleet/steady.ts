import { setTimeout as sleep } from 'node:timers/promises'
import { type HttpProber, isAnswered, now, type SteadyState } from '../../door.ts'
import type { FleetHosts } from './fleet-hosts.ts'
import type { DirectoryWatcher } from './probes/directory-watcher.ts'
import type { Clients } from './programs.ts'
import { SteadyAsker } from './steady-asker.ts'

export interface Watchers {
  readonly hostEvents: FleetHosts
  /** undefined: the directory of a target that nobody can read. */
  readonly directory: DirectoryWatcher | undefined
  readonly prober: HttpProber
}

/** Longest time for requests beyond one to each host, real ms; they take a quarter of it. */
const askingMs = 1_000

/** How often the watchers' newest state is looked at; in a large fleet a look takes longer. */
const pollMs = (hosts: number) => Math.max(5, hosts / 100)

/**
 * Waits until every host is registered, every directory entry names the relay that holds the tunnel, and every host's
 * newest probe, sent after that, was answered.
 * @param requests so many at least are sent to prove it: a fleet that fails one in twenty answers a few by luck
 */
export async function waitForSteady(
  watchers: Watchers,
  hosts: readonly string[],
  timeoutMs: number,
  clients: Clients,
  signal: AbortSignal,
  requests = 0,
): Promise<SteadyState> {
  const start = now()
  const asker = new SteadyAsker(watchers.prober, hosts, clients)
  let trueSince: number | undefined
  for (;;) {
    const registered = hosts.filter((host) => watchers.hostEvents.state.get(host)?.registered)
    const entries = registered.filter((host) => entryIsTrue(watchers, host))
    if (entries.length < hosts.length) trueSince = undefined
    else trueSince ??= now()
    if (trueSince !== undefined) asker.pace(trueSince, now())
    const answered = hosts.filter((host) => answeredSince(watchers.prober, asker, host, trueSince))
    const tookMs = (now() - start) / 1e6
    const counts = {
      hosts: hosts.length,
      registered: registered.length,
      entries: entries.length,
      answered: answered.length,
      tookMs,
    }
    if (answered.length === hosts.length) {
      await asker.ask(requests, askingMs)
      return { ok: true, ...counts }
    }
    if (tookMs > timeoutMs) return { ok: false, ...counts, reason: describe(counts, timeoutMs) }
    await sleep(pollMs(hosts.length), undefined, { signal })
  }
}

/** A host whose program does not report which relay it is on is true when it has an entry at all. */
export function entryIsTrue({ directory, hostEvents }: Watchers, host: string): boolean {
  if (!directory) return true
  const owner = directory.entries.get(host)
  const relay = hostEvents.state.get(host)?.relay
  return owner !== undefined && (relay === undefined || owner === relay)
}

function answeredSince(
  prober: HttpProber,
  asker: SteadyAsker,
  host: string,
  since: number | undefined,
): boolean {
  if (since === undefined) return false
  const probe = prober.latest.get(host)
  return (probe !== undefined && isAnswered(probe) && probe.due >= since) || asker.answeredSince(host, since)
}

function describe(counts: Omit<SteadyState, 'ok'>, timeoutMs: number): string {
  const { hosts, registered, entries, answered } = counts
  return (
    `no steady state within ${Math.round(timeoutMs)} ms: of ${hosts} hosts ${registered} registered, ` +
    `${entries} with a true directory entry, ${answered} answered their newest probe`
  )
}
