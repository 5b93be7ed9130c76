import type { EventOf } from '../journal/events.ts'

type Probe = EventOf<'probe'>

/** Why a probe failed, for a reader. */
export function failureText({ probe, status, error, path }: Probe): string {
  const what = [status !== undefined && `status ${status}`, error].filter(Boolean).join(', ') || 'no answer'
  return `${probe}: ${what}${path ? ` by way of ${path}` : ''}`
}

/** A probe that failed as an offender, and from when to when it might have been answered. */
export function failedProbe(probe: Probe) {
  const { host, due, at } = probe
  return { host, at: due, text: failureText(probe), span: { from: due, to: at } }
}

/** The prober stopped waiting: an answer may have come later. */
export function gaveUp({ error }: Probe): boolean {
  return error === 'timeout' || error === 'stopped'
}
