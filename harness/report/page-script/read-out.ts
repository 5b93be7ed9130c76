import { type Group, type Plot, type Sheet, seconds } from './plot.ts'

/** Puts the cursor at a moment and says what was there. */
export function point(plot: Plot, group: Group, at: number, quietly = false): void {
  plot.at = at
  for (const { cursor, left, right } of plot.sheets) {
    const x = String(left + ((at - group.from) / (group.to - group.from)) * (right - left))
    cursor.setAttribute('x1', x)
    cursor.setAttribute('x2', x)
  }
  if (quietly && plot.readout.textContent === '') return
  plot.box.classList.add('reading')
  const values = plot.series.map(
    ({ name, points }) => `${name} ${points.findLast(([ms]) => ms <= at)?.[1] ?? 0}`,
  )
  plot.readout.textContent = [seconds(Math.round(at)), ...values, ...laneText(plot, at)].join(' · ')
}

/** The lane's name and what is drawn on it at this moment, taken from the drawing. */
function laneText(plot: Plot, at: number): string[] {
  const sheet = seen(plot)
  if (plot.kinds.size === 0 || !sheet) return []
  const lane = lanesOf(sheet)[plot.lane]
  if (!lane) return []
  const scale = (sheet.right - sheet.left) / (plot.to - plot.from)
  const x = sheet.left + (at - plot.from) * scale
  const height = (lanesOf(sheet)[1]?.y ?? lane.y + 15) - (lanesOf(sheet)[0]?.y ?? lane.y)
  const states = sheet.shapes.flatMap(({ element, drawn }) => {
    const words = plot.kinds.get(/--(\w+)/.exec(element.getAttribute('stroke') ?? '')?.[1] ?? '')
    if (!words) return []
    const bars = [...drawn.matchAll(/M([\d.]+) ([\d.]+)H([\d.]+)/g)].map((bar) => bar.slice(1).map(Number))
    const here = bars.find(
      ([from = 0, y = 0, to = 0]) => Math.abs(y - lane.y) < height / 2 && from <= x && x <= to,
    )
    return here ? [`${words} (${seconds(Math.round(((here[2] ?? 0) - (here[0] ?? 0)) / scale))})`] : []
  })
  return [lane.name, ...(states.length > 0 ? states : ['nothing'])]
}

export function lanesOf({ svg }: Sheet): { name: string; y: number }[] {
  const labels = [...svg.querySelectorAll('g[text-anchor="end"] > text')]
  return labels.map((label) => ({ name: label.textContent ?? '', y: Number(label.getAttribute('y')) }))
}

export function seen({ sheets }: Plot): Sheet | undefined {
  return sheets.find(({ svg }) => svg.getClientRects().length > 0)
}
