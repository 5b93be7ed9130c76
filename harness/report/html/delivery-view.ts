import { deliveryDrawing } from '../charts/delivery-chart.ts'
import { figureSvg } from '../charts/svg.ts'
import type { ScenarioView } from '../view.ts'
import { html, type Markup } from './html.ts'

/** Queue depth and acknowledgement latency over time; nothing for a system without deliveries. */
export function deliveryView({ deliveries, timeline }: ScenarioView, id: string): Markup {
  if (!deliveries || !timeline) return html``
  return html`<h4>Queue depth and acknowledgements</h4>
${figureSvg(deliveryDrawing(deliveries, timeline), `${id}-deliveries`)}
<p class="quiet small">Each dot is a webhook at the moment at which it was due.</p>`
}
