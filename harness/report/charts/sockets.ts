import { type SocketSeries, socketSeries } from '../../analysis/socket-series.ts'
import { defineChart } from '../chart.ts'
import { html } from '../html/html.ts'
import { socketKinds, socketsDrawing } from '../svg/sockets-chart.ts'
import { figureSvg } from '../svg/svg.ts'

/** Descriptors and accept queue of every service that was looked at. */
defineChart<readonly SocketSeries[]>('sockets', {
  order: 10,
  everyVariant: true,
  data: ({ events, timeline }) => {
    const series = socketSeries(events, timeline)
    return series.length > 0 ? series : undefined
  },
  draw: (sockets, { id, timeline }) => html`<h4>Sockets, as the server's kernel had them</h4>
<ul class="legend">${socketKinds.toReversed().map(({ words, colour, fill }) => html`<li><span class="swatch" style="background:var(--${colour});opacity:${fill}"></span>${words}</li>`)}</ul>
${sockets.map((series, index) => figureSvg(socketsDrawing(series, timeline), `${id}-${index}`))}`,
})
