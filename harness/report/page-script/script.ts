import { addFilter } from './filter.ts'
import { addBar, useKeys, useMouse } from './input.ts'
import { type Group, plotOf } from './plot.ts'
import { keepScrollersReachable } from './scrollers.ts'
import { unfoldWhatIsLinked } from './unfold.ts'

/**
 * The one script of the report page, inlined when the page is built. It adds reading and zooming to the charts with a time axis
 * and a filter to the table of scenarios, and unfolds the section of a scenario that is linked; without it the page says the same.
 */

const groups = new Map<string, Group>()
for (const box of document.querySelectorAll<HTMLElement>('.plot[data-time]')) {
  const plot = plotOf(box)
  const key = `${box.dataset.group} ${box.dataset.time}`
  const group = groups.get(key) ?? { plots: [], from: plot.from, to: plot.to }
  groups.set(key, group)
  group.plots.push(plot)
  useMouse(plot, group)
  useKeys(plot, group)
  addBar(plot, group)
}
const table = document.querySelector<HTMLElement>('#overview')
if (table && table.querySelectorAll('tbody tr').length > 1) addFilter(table)
keepScrollersReachable()
unfoldWhatIsLinked()
