import { HarnessError } from '../errors.ts'
import { eventsOf, type JournalEvent } from '../journal/events.ts'

/**
 * Refuses a headline that is none of the checks that are planned, before anything starts. Where the plan is open the verdict looks.
 * @throws HarnessError that names the checks
 */
export function refuseHeadline(headline: string | undefined, events: readonly JournalEvent[]): void {
  const plan = eventsOf(events, 'checks-planned').at(-1)
  if (headline === undefined || !plan || plan.open !== undefined || plan.names.includes(headline)) return
  const known = plan.names.map((name) => `'${name}'`).join(', ')
  throw new HarnessError(
    `headline '${headline}' is no check of this scenario; its checks are ${known || 'none'}`,
  )
}
