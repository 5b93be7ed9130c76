import { clamp, type Group, type Plot, type Shape, type Sheet, seconds } from './plot.ts'
import { point } from './read-out.ts'

/** Where something drawn at `x` stands when the axis shows the group's time. What is drawn beside the axis stays. */
function placeOf(x: number, { left, right }: Sheet, plot: Plot, group: Group): number {
  if (x < left || x > right) return x
  const ms = plot.from + ((x - left) / (right - left)) * (plot.to - plot.from)
  return left + ((ms - group.from) / (group.to - group.from)) * (right - left)
}

/** What lies wholly outside vanishes, the rest ends at the edges. */
function movedPath({ drawn, beyond }: Shape, { left, right }: Sheet, move: (x: number) => number): string {
  const place = (x: number) => clamp(move(x), Math.min(x, left - beyond), Math.max(x, right + beyond))
  return (drawn.match(/M[^M]*/g) ?? [])
    .map((part) => {
      const xs = [...part.matchAll(/[MLH](-?[\d.]+)/g)].map(([, x]) => move(Number(x)))
      if (xs.every((x) => x < left) || xs.every((x) => x > right)) return ''
      return part.replace(
        /([MLH])(-?[\d.]+)/g,
        (_, command: string, x: string) => command + place(Number(x)).toFixed(1),
      )
    })
    .join('')
}

function draw(sheet: Sheet, plot: Plot, group: Group): void {
  const move = (x: number) => placeOf(x, sheet, plot, group)
  for (const shape of sheet.shapes) shape.element.setAttribute('d', movedPath(shape, sheet, move))
  const show = (one: Element, x: number) =>
    one.setAttribute('visibility', x < sheet.left || x > sheet.right ? 'hidden' : 'visible')
  for (const [letter, x, y] of sheet.letters) {
    letter.setAttribute('transform', `translate(${move(x).toFixed(1)} ${y})`)
    show(letter, move(x))
  }
  labelAxis(sheet, group)
}

/** The labels that the axis has are given to round moments of the time that it shows now. */
function labelAxis({ seconds: labels, left, right }: Sheet, { from, to }: Group): void {
  const size = (to - from) / Math.max(1, labels.length)
  const power = 10 ** Math.floor(Math.log10(size))
  const step = ([1, 2, 5, 10].find((one) => one * power >= size) ?? 10) * power
  const first = Math.ceil(from / step)
  for (const [i, label] of labels.entries()) {
    const ms = (first + i) * step
    const x = left + ((ms - from) / (to - from)) * (right - left)
    const y = / ([\d.]+)\)/.exec(label.getAttribute('transform') ?? '')?.[1] ?? '0'
    label.textContent = seconds(ms)
    label.setAttribute('transform', `translate(${x.toFixed(1)} ${y})`)
    label.setAttribute('visibility', ms > to ? 'hidden' : 'visible')
  }
}

/** Shows [from, to], but no more than there is and no less than 10 ms. */
export function zoom(group: Group, from: number, to: number): void {
  const whole = group.plots[0]
  if (!whole) return
  const length = clamp(to - from, 10, whole.to - whole.from)
  group.from = clamp(from, whole.from, whole.to - length)
  group.to = group.from + length
  const isWhole = length >= whole.to - whole.from
  for (const plot of group.plots) {
    for (const sheet of plot.sheets) draw(sheet, plot, group)
    plot.box.classList.toggle('zoomed', !isWhole)
    point(plot, group, clamp(plot.at, group.from, group.to), true)
  }
}

export function zoomBy(group: Group, factor: number, middle: number): void {
  zoom(group, middle - (middle - group.from) * factor, middle + (group.to - middle) * factor)
}
