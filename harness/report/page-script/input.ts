import { element } from './element.ts'
import { clamp, type Group, type Plot } from './plot.ts'
import { lanesOf, point, seen } from './read-out.ts'
import { zoom, zoomBy } from './zoom.ts'

export function useMouse(plot: Plot, group: Group): void {
  let dragFrom: number | undefined
  /** Moment and height in pixels of the drawing under the pointer; undefined beside the axis. */
  const under = (event: PointerEvent) => {
    const sheet = seen(plot)
    if (!sheet) return undefined
    const box = sheet.svg.getBoundingClientRect()
    const scale = sheet.svg.viewBox.baseVal.width / box.width
    const share = ((event.clientX - box.left) * scale - sheet.left) / (sheet.right - sheet.left)
    if (share < 0 || share > 1) return undefined
    return { at: group.from + share * (group.to - group.from), y: (event.clientY - box.top) * scale, sheet }
  }
  plot.box.addEventListener('pointermove', (event) => {
    const place = under(event)
    if (!place) return
    const distances = lanesOf(place.sheet).map(({ y }) => Math.abs(y - place.y))
    plot.lane = Math.max(0, distances.indexOf(Math.min(...distances)))
    point(plot, group, place.at)
  })
  plot.box.addEventListener('pointerdown', (event) => {
    if (event.pointerType === 'mouse' && event.button === 0) dragFrom = under(event)?.at
  })
  plot.box.addEventListener('pointerup', (event) => {
    const [from, to] = [dragFrom, under(event)?.at]
    dragFrom = undefined
    if (from === undefined || to === undefined || Math.abs(to - from) < (group.to - group.from) / 50) return
    zoom(group, Math.min(from, to), Math.max(from, to))
  })
}

export function useKeys(plot: Plot, group: Group): void {
  const step = () => (group.to - group.from) / 50
  const lanes = () => lanesOf(seen(plot) ?? plot.sheets[0]!).length
  const keys: Record<string, () => void> = {
    ArrowLeft: () => point(plot, group, clamp(plot.at - step(), group.from, group.to)),
    ArrowRight: () => point(plot, group, clamp(plot.at + step(), group.from, group.to)),
    '+': () => zoomBy(group, 0.5, plot.at),
    '=': () => zoomBy(group, 0.5, plot.at),
    '-': () => zoomBy(group, 2, plot.at),
    '0': () => zoom(group, plot.from, plot.to),
  }
  if (plot.kinds.size > 0) {
    const change = (by: number) => {
      plot.lane = clamp(plot.lane + by, 0, lanes() - 1)
      point(plot, group, plot.at)
    }
    keys.ArrowUp = () => change(-1)
    keys.ArrowDown = () => change(1)
  }
  plot.box.tabIndex = 0
  plot.box.setAttribute('role', 'group')
  plot.box.setAttribute(
    'aria-label',
    'Chart over time: arrow keys read values, plus and minus zoom, 0 shows all',
  )
  plot.box.addEventListener('keydown', (event) => {
    const act = keys[event.key]
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return
    event.preventDefault()
    act()
  })
}

export function addBar(plot: Plot, group: Group): void {
  const bar = element('p', '', { class: 'zoom' })
  bar.append(plot.readout)
  const button = (text: string, label: string, act: () => void) => {
    const made = element('button', text, { type: 'button', 'aria-label': label })
    made.addEventListener('click', act)
    bar.append(made)
  }
  button('+', 'zoom in', () => zoomBy(group, 0.5, plot.at))
  button('−', 'zoom out', () => zoomBy(group, 2, plot.at))
  button('all', 'show all of the time', () => zoom(group, plot.from, plot.to))
  plot.box.prepend(bar)
}
