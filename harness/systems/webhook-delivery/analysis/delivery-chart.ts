import { type Drawing, drawingOverTime, formatMs, greatest, type Timeline } from '../../../definitions.ts'
import type { DeliverySeries } from './delivery-series.ts'

/** Queue depth above, acknowledgement latency of each delivery below, on one time axis, faults shaded through both. */
export function deliveryDrawing({ depth, acknowledged }: DeliverySeries, timeline: Timeline): Drawing {
  return drawingOverTime(timeline, {
    title: 'Queue depth and acknowledgements',
    description: describe({ depth, acknowledged }, timeline),
    panels: [
      { title: 'deliveries in the queue', height: 110, name: 'in the queue', steps: depth },
      { title: 'acknowledged after (red: never)', height: 120, times: acknowledged },
    ],
  })
}

function describe({ depth, acknowledged }: DeliverySeries, { from, to }: Timeline): string {
  const within = depth.filter(([ms], index) => ms < to && (depth[index + 1]?.[0] ?? Infinity) > from)
  const most = greatest(
    within.map(([, value]) => value),
    0,
  )
  const shown = acknowledged.filter(({ ms }) => ms >= from && ms <= to)
  const never = shown.filter(({ afterMs }) => afterMs === null).length
  const slowest = greatest(
    shown.flatMap(({ afterMs }) => (afterMs === null ? [] : [afterMs])),
    1,
  )
  return `At most ${most} deliveries in the queue. Of ${shown.length} deliveries ${never} were never acknowledged; the slowest acknowledgement took ${formatMs(slowest)}.`
}
