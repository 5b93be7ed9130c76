import type { JournalEvent } from '../journal/events.ts'
import type { Params } from './figure.ts'
import { headerOf } from './moments.ts'

/**
 * What figures are made of that the programs under test must tell: states of hosts, `closed.code` for what is told with one;
 * `relay`: on which relay a host's tunnel is; `directory`: its entries can be read; `held`: requests can be held open.
 */
const needs: Readonly<Record<string, readonly string[]>> = {
  reconnect: ['registered'],
  'host-outage': ['registered', 'closed'],
  'entries-owned': ['directory'],
  'stale-entries': ['directory', 'registered', 'closed', 'relay'],
  'directory-true-after': ['directory', 'registered', 'closed', 'relay'],
  'stale-window': ['directory', 'registered', 'closed', 'relay'],
  'live-missing': ['directory', 'registered', 'closed'],
  'tunnels-opened': ['registered', 'relay'],
  'pending-answered': ['held'],
  'dials-bucket-share': ['scheduled.delay'],
  'decided-delay': ['scheduled.delay', 'registered'],
  'delays-off-schedule': ['scheduled.delay'],
  'notice-time': ['registered', 'relay', 'drain'],
  'notice-to-close': ['registered', 'relay', 'drain', 'closed.code'],
  'closed-otherwise': ['registered', 'relay', 'closed.code'],
  'dials-per-host': ['attempt'],
  'dials-rate': ['attempt'],
  'dial-gap': ['attempt'],
  'dials-under-way': ['attempt', 'upgraded', 'failed'],
  'dials-started': ['attempt'],
  registrations: ['registered'],
  detection: ['watchdog'],
  'reconnect-after-detection': ['watchdog', 'registered'],
  'tunnels-lost': ['registered', 'closed'],
  'closed-with': ['closed.code'],
  'saw-error': ['closed.error'],
  'lost-in-registration': ['upgraded', 'registered', 'closed'],
  misrouted: ['registered', 'closed', 'relay'],
  'tunnels-served': ['registered', 'relay', 'drain'],
  'not-told-once': ['registered', 'closed', 'relay', 'drain'],
  'left-in-order': ['registered', 'relay', 'closed.code'],
}

/**
 * Why a figure is not available from this journal: its programs do not tell what it is made of. Without that it would count nothing
 * and pass. undefined: it is available.
 */
export function notAvailable(
  figure: string,
  events: readonly JournalEvent[],
  params: Params,
): string | undefined {
  const header = headerOf(events)
  if (!header?.tells) return undefined
  const wanted = [...(needs[figure] ?? []), ...(params.fromNotice === true ? ['drain'] : [])]
  const missing = wanted.filter((one) => !header.tells!.includes(one))
  return missing.length === 0
    ? undefined
    : `not available: target ${header.target} does not tell ${missing.join(', ')}`
}
