import { defineChart, figureSvg, html } from '../../../definitions.ts'
import { applicationColours, applicationsDrawing } from '../analysis/applications-chart.ts'
import { type VmLane, vmLanesOf } from '../analysis/vm-lanes.ts'

/** Change sets by the VM that applied them. */
defineChart<readonly VmLane[]>('applications', {
  order: 40,
  everyVariant: true,
  data: ({ events, timeline }) => {
    const lanes = vmLanesOf(events, timeline)
    return lanes.length > 0 ? lanes : undefined
  },
  draw: (lanes, { id, timeline }) => html`<h4>Change sets applied, by VM</h4>
<ul class="legend"><li>${swatch('first')}first time, first attempt</li><li>${swatch('retry')}first time, on a retry</li><li>${swatch('again')}again</li></ul>
${figureSvg(applicationsDrawing(lanes, timeline), id)}`,
})

const swatch = (kind: keyof typeof applicationColours) =>
  html`<span class="swatch" style="background:var(--${applicationColours[kind]});opacity:.75"></span>`
