import { socketKinds, socketsDrawing } from '../charts/sockets-chart.ts'
import { figureSvg } from '../charts/svg.ts'
import type { ScenarioView } from '../view.ts'
import { html, type Markup } from './html.ts'

/** Descriptors and accept queue of every service that was looked at. */
export function socketsView({ sockets, timeline }: ScenarioView, id: string): Markup {
  if (!timeline || sockets.length === 0) return html``
  return html`<h4>Sockets, as the server's kernel had them</h4>
<ul class="legend">${socketKinds.toReversed().map(({ words, colour, fill }) => html`<li><span class="swatch" style="background:var(--${colour});opacity:${fill}"></span>${words}</li>`)}</ul>
${sockets.map((series, index) => figureSvg(socketsDrawing(series, timeline), `${id}-sockets-${index}`))}`
}
