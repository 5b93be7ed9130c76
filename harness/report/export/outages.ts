import { eventsOf, type JournalEvent } from '../../journal/events.ts'
import type { ExportSpan } from './spans.ts'

/** Times without a connection, of each client or host that had one before; until the end where it did not come back. */
export function outageSpans(events: readonly JournalEvent[], end: number): ExportSpan[] {
  const clients = eventsOf(events, 'client').map(({ at, client, state }) => ({
    at,
    who: client,
    up: state === 'connected',
  }))
  const hosts = eventsOf(events, 'host').flatMap(({ at, host, state }) =>
    state === 'registered' || state === 'closed' ? [{ at, who: host, up: state === 'registered' }] : [],
  )
  return [...Map.groupBy([...clients, ...hosts], ({ who }) => who)].flatMap(([who, own]) =>
    outagesOf(who, own, Math.min(end, teardownOf(events) ?? end)),
  )
}

/** What ends the connections then is the harness itself. */
function teardownOf(events: readonly JournalEvent[]): number | undefined {
  return eventsOf(events, 'phase').find(({ phase }) => phase === 'teardown')?.at
}

function outagesOf(
  who: string,
  changes: readonly { readonly at: number; readonly up: boolean }[],
  end: number,
): ExportSpan[] {
  const spans: ExportSpan[] = []
  let known = false
  let lost: number | undefined
  const add = (from: number, to: number, back: boolean) =>
    spans.push({ kind: 'outage', name: `${who} away`, from, to, attributes: { client: who, back } })
  for (const { at, up } of changes) {
    if (up && lost !== undefined) add(lost, at, true)
    if (up) lost = undefined
    else if (known && at < end) lost ??= at
    known ||= up
  }
  if (lost !== undefined) add(lost, end, false)
  return spans
}
