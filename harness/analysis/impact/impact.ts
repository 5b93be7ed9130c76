import { eventsOf, type JournalEvent } from '../../journal/events.ts'
import { type BlastRadius, blastRadius } from './blast-radius.ts'
import { type Detection, detectionsOf } from './detection.ts'
import { type BudgetCost, budgetCost } from './error-budget.ts'

/** What the faults of a journal did to those who use the system. */
export interface Impact {
  readonly radius: BlastRadius
  /** One for each fault, in their order. */
  readonly detections: readonly Detection[]
  readonly cost?: BudgetCost
}

/** undefined: no fault was asked for. */
export function impactOf(events: readonly JournalEvent[]): Impact | undefined {
  const radius = blastRadius(events)
  const header = eventsOf(events, 'header')[0]
  if (!radius || !header) return undefined
  const cost = budgetCost(events, header.slo, header.factor)
  return { radius, detections: detectionsOf(events), ...(cost && { cost }) }
}
