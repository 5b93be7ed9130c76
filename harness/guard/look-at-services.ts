import type { Journal } from '../journal/writer.ts'
import { SocketWatcher } from '../probes/socket-watcher.ts'
import { isProxy } from '../runtime/links.ts'
import type { Runtime } from '../runtime/runtime.ts'

/** From one look to the next, real ms: a look costs up to 10 ms of CPU. */
const CADENCE_MS = 1_000

/** Looks at sockets, descriptors and memory of every service that nobody looks at already. What cannot be looked at stays unobserved. */
export function lookAtServices(
  { services }: Runtime,
  journal: Journal,
  signal: AbortSignal,
): AsyncDisposable {
  const seen = new Set(journal.events.flatMap((event) => (event.kind === 'sockets' ? event.service : [])))
  const looking = new AsyncDisposableStack()
  for (const service of services)
    if (!seen.has(service.name) && !isProxy(service.name))
      looking.use(new SocketWatcher({ service, cadenceMs: CADENCE_MS, journal, signal }))
  return looking
}
