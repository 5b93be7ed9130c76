import type { JournalEvent } from '../journal/events.ts'

/** Whose connection an event begins or ends: that of a client, or of a host. */
export function connectionChange(
  event: JournalEvent,
): { readonly who: string; readonly isConnected: boolean } | undefined {
  if (event.kind === 'client') return { who: event.client, isConnected: event.state === 'connected' }
  if (event.kind !== 'host') return undefined
  if (event.state === 'registered') return { who: event.host, isConnected: true }
  return event.state === 'closed' ? { who: event.host, isConnected: false } : undefined
}
