import type uPlot from 'uplot'
import type { LiveFault, LogEntry } from '../../protocol.ts'
import type { Palette } from './palette.ts'

/** What happened, to be drawn behind and over the lines of each chart. */
export interface Happened {
  faults: readonly LiveFault[]
  marks: readonly LogEntry[]
  now: number
}

const STRIP = 3
const FONT = '11px system-ui, sans-serif'

/** Shades the stretch of each fault in its colour, with a strip at the top; stretches at the same time have strips below each other. */
export function shadeFaults(plot: uPlot, { faults, now }: Happened): void {
  const { ctx, bbox } = plot
  const ratio = devicePixelRatio
  ctx.save()
  ctx.beginPath()
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height)
  ctx.clip()
  for (const [index, { from, until, colour }] of faults.entries()) {
    const left = plot.valToPos(from, 'x', true)
    const right = Math.max(left + ratio, plot.valToPos(until ?? now, 'x', true))
    if (right < bbox.left || left > bbox.left + bbox.width) continue
    ctx.fillStyle = colour
    ctx.globalAlpha = 0.13
    ctx.fillRect(left, bbox.top, right - left, bbox.height)
    ctx.globalAlpha = 0.9
    ctx.fillRect(left, bbox.top + (index % 4) * (STRIP + 1) * ratio, right - left, STRIP * ratio)
  }
  ctx.restore()
}

/** A line for each mark, with a flag at its top. */
export function drawMarks(plot: uPlot, { marks }: Happened, palette: Palette): void {
  const { ctx, bbox } = plot
  const ratio = devicePixelRatio
  ctx.save()
  ctx.strokeStyle = palette.ink
  ctx.fillStyle = palette.ink
  ctx.lineWidth = ratio
  ctx.setLineDash([4 * ratio, 3 * ratio])
  for (const { at } of marks) {
    const x = Math.round(plot.valToPos(at, 'x', true))
    if (x < bbox.left || x > bbox.left + bbox.width) continue
    ctx.beginPath()
    ctx.moveTo(x, bbox.top)
    ctx.lineTo(x, bbox.top + bbox.height)
    ctx.stroke()
    ctx.beginPath()
    ctx.moveTo(x, bbox.top)
    ctx.lineTo(x + 7 * ratio, bbox.top + 4 * ratio)
    ctx.lineTo(x, bbox.top + 8 * ratio)
    ctx.fill()
  }
  ctx.restore()
}

/** Names the faults along the top, where there is room for the name. */
export function nameFaults(plot: uPlot, { faults, now }: Happened, palette: Palette): void {
  const { ctx, bbox } = plot
  const ratio = devicePixelRatio
  ctx.save()
  ctx.font = FONT.replace('11px', `${11 * ratio}px`)
  ctx.textBaseline = 'top'
  ctx.textAlign = 'left'
  ctx.fillStyle = palette.ink
  for (const [index, { from, until, fault, target }] of faults.entries()) {
    const left = Math.max(bbox.left, plot.valToPos(from, 'x', true))
    const right = Math.min(bbox.left + bbox.width, plot.valToPos(until ?? now, 'x', true))
    const room = right - left - 8 * ratio
    const text = [`${fault} ${target}`, fault].find((one) => ctx.measureText(one).width <= room)
    if (text) ctx.fillText(text, left + 4 * ratio, bbox.top + (17 + (index % 3) * 13) * ratio)
  }
  ctx.restore()
}
