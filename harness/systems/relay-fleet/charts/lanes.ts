import { defineChart, figureSvg, html } from '../../../definitions.ts'
import { type Lane, lanesOf } from '../analysis/lanes.ts'
import { lanesDrawing } from '../analysis/lanes-chart.ts'

const LANES_MAX = 50

/** A lane per host; beyond `LANES_MAX` one per group of hosts. */
defineChart<readonly Lane[]>('lanes', {
  order: 50,
  everyVariant: false,
  data: ({ events, timeline }) => {
    const lanes = lanesOf(events, { ...timeline, max: LANES_MAX })
    return lanes.length > 0 ? lanes : undefined
  },
  draw: (lanes, { id, timeline }) => html`<h4>Every host</h4>
<ul class="legend"><li><span class="swatch" style="background:var(--accent);opacity:.55"></span>tunnel registered</li><li><span class="swatch" style="background:var(--ink);opacity:.75"></span>dialling</li><li><span class="swatch" style="background:var(--bad)"></span>probes failing</li></ul>
${lanes.some(({ of }) => of > 1) && html`<p class="quiet small">Hosts are grouped by how long they were connected; each lane shows the host of its group that was connected least.</p>`}
${figureSvg(lanesDrawing(lanes, timeline), id)}`,
})
