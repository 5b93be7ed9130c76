import { defineChart, figureSvg, html } from '../../../definitions.ts'
import { deliveryDrawing } from '../analysis/delivery-chart.ts'
import { type DeliverySeries, deliverySeries } from '../analysis/delivery-series.ts'

/** Queue depth and acknowledgement latency over time. */
defineChart<DeliverySeries>('deliveries', {
  order: 20,
  everyVariant: true,
  data: ({ events, timeline }) => deliverySeries(events, timeline.zero),
  draw: (deliveries, { id, timeline }) => html`<h4>Queue depth and acknowledgements</h4>
${figureSvg(deliveryDrawing(deliveries, timeline), id)}
<p class="quiet small">Each dot is a webhook at the moment at which it was due.</p>`,
})
