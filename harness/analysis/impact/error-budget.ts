import { eventsOf, type JournalEvent } from '../../journal/events.ts'
import { msBetween } from '../moments.ts'
import { connectionsOf } from './absences.ts'
import { effectStretch } from './blast-radius.ts'

/** A service level objective: availability that is promised over a time. */
export interface Slo {
  /** Share of requests, or of time for clients, that must be good, %: below 100. */
  readonly percent: number
  /** Days over which it is counted. */
  readonly days: number
}

/** What is taken where a scenario declares none: three nines over thirty days, 43.2 minutes. */
export const USUAL_SLO: Slo = { percent: 99.9, days: 30 }

/** What the faults of one execution would have cost in production. */
export interface BudgetCost {
  /** Minutes of complete unavailability that it comes to, scenario time. */
  readonly minutes: number
  /** Minutes that the objective allows. */
  readonly budget: number
  /** What was counted: requests, or connections of clients. */
  readonly by: 'requests' | 'clients'
  readonly slo: Slo
  /** The scenario declares it. */
  readonly declared: boolean
}

const MINUTES_A_DAY = 1_440
const MS_A_MINUTE = 60_000

/**
 * Minutes of the error budget that the faults cost: the share of requests that failed while they could have an effect, times that time;
 * without probes the mean time for which clients were away. undefined: the journal has neither, or no fault.
 */
export function budgetCost(events: readonly JournalEvent[], declared: Slo | undefined, factor: number) {
  const stretch = effectStretch(events)
  const bad = stretch && (byRequests(events, stretch) ?? byClients(events, stretch))
  if (!bad) return undefined
  const slo = declared ?? USUAL_SLO
  const cost: BudgetCost = {
    minutes: bad.ms / factor / MS_A_MINUTE,
    budget: (1 - slo.percent / 100) * slo.days * MINUTES_A_DAY,
    by: bad.by,
    slo,
    declared: declared !== undefined,
  }
  return cost
}

type Stretch = { readonly from: number; readonly to: number }
type Bad = { readonly ms: number; readonly by: BudgetCost['by'] }

function byRequests(events: readonly JournalEvent[], { from, to }: Stretch): Bad | undefined {
  const probes = eventsOf(events, 'probe').filter(({ due }) => due >= from && due <= to)
  if (probes.length === 0) return undefined
  const failed = probes.filter(({ ok }) => !ok).length
  return { ms: (failed / probes.length) * msBetween(from, to), by: 'requests' }
}

function byClients(events: readonly JournalEvent[], { from, to }: Stretch): Bad | undefined {
  const { clients, absences } = connectionsOf(events)
  if (clients.size === 0) return undefined
  const away = absences
    .filter((one) => one.from >= from && one.from <= to)
    .reduce((sum, one) => sum + msBetween(one.from, Math.min(one.to ?? to, to)), 0)
  return { ms: away / clients.size, by: 'clients' }
}
