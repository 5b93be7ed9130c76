import type { EventOf } from '../journal/events.ts'

type Probe = EventOf<'probe'>

/** Why a probe failed, for a reader. */
export function failureText({ probe, status, error, path }: Probe): string {
  const what = [status !== undefined && `status ${status}`, error].filter(Boolean).join(', ') || 'no answer'
  return `${probe}: ${what}${path ? ` by way of ${path}` : ''}`
}

/** The prober stopped waiting: an answer may have come later. */
export function gaveUp({ error }: Probe): boolean {
  return error === 'timeout' || error === 'stopped'
}
