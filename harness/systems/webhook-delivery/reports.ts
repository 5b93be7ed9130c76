import type { LoggedEvent } from '../../door.ts'
import type { HopReports, WebhookDeliveryOptions } from './options.ts'

/** States that a hop may say nothing of: the checks that need them are left out. */
const optional = ['attempt', 'failed', 'dead', 'dropped', 'kept'] as const satisfies (keyof HopReports)[]

/** Where deliveries are read from: our services log JSON, those of others what their patterns say. */
export function deliveryReaders({
  hop,
  receiver,
}: WebhookDeliveryOptions): LoggedEvent<'hop' | 'receiver'>[] {
  const json = { msg: 'delivery' }
  return [
    ...(hop ? byPatterns('hop', hop.reports) : [{ from: 'hop', json } as const]),
    ...(receiver ? byPatterns('receiver', receiver.reports) : [{ from: 'receiver', json } as const]),
  ]
}

const byPatterns = <From extends string>(from: From, reports: object): LoggedEvent<From>[] =>
  Object.entries(reports as Readonly<Record<string, RegExp>>).map(([state, match]) => ({
    from,
    match,
    fields: { state },
  }))

/** What is not reported, in the words of the metrics' `needs`. */
export function notReportedBy({ hop, receiver }: WebhookDeliveryOptions): string[] {
  return [
    ...(hop ? optional.filter((state) => !hop.reports[state]) : []),
    ...(hop && !hop.deadLetters ? ['dead-letters'] : []),
    ...(receiver && !receiver.reports.duplicate ? ['duplicate'] : []),
    ...(receiver ? ['digest'] : []),
  ]
}
