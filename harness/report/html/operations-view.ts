import type { Offender } from '../../analysis/metric.ts'
import type { Timeline } from '../../analysis/timeline.ts'
import { operationsDrawing } from '../svg/operations-chart.ts'
import { figureSvg } from '../svg/svg.ts'
import { html, type Markup } from './html.ts'

/** The counterexamples of a check, drawn; nothing for checks that have none. */
export function operationsView(
  offenders: readonly Offender[],
  timeline: Timeline | undefined,
  id: string,
): Markup {
  const operations = offenders.flatMap((one) => one.operations ?? [])
  if (!timeline || operations.length === 0) return html``
  return figureSvg(operationsDrawing(operations, timeline), `${id}-operations`)
}
