import type { Journal } from '../../door.ts'
import type { HostState } from './events/host.ts'

/** What a host that is well does not do. */
const leaves: ReadonlySet<HostState> = new Set(['drain', 'closed', 'scheduled', 'attempt', 'watchdog'])

/** Whether one of these hosts has been told to leave, or leaves, or is no longer in the directory, since now. */
export function drainSigns(journal: Journal, hosts: readonly string[]): () => boolean {
  const own = new Set(hosts)
  let seen = false
  const unsubscribe = journal.onEvent((event) => {
    const sign =
      (event.kind === 'host' && own.has(event.host) && leaves.has(event.state)) ||
      (event.kind === 'directory' && event.removed.some((host) => own.has(host)))
    if (!sign) return
    seen = true
    unsubscribe()
  })
  return () => seen
}
