import type { Steps } from '../../analysis/timeline.ts'
import { px } from './marks.ts'

/** A value that holds until the next point, in pixels: the last point is the end. */
export type StepLine = readonly (readonly [x: number, y: number])[]

/** Steps in pixels, the last value holding up to `end`. */
export function stepLine(
  steps: Steps,
  {
    x,
    y,
    end,
  }: { readonly x: (ms: number) => number; readonly y: (value: number) => number; readonly end: number },
): StepLine {
  const line = steps.map(([ms, value]): [number, number] => [px(x(ms)), px(y(value))])
  const last = line.at(-1)
  return last && last[0] < end ? [...line, [end, last[1]]] : line
}

/** The line itself. */
export function strokeOf(line: StepLine): string {
  return line.length < 2 ? '' : `M${line[0]!.join(' ')}${along(line)}`
}

/** The surface between two lines that have the same moments; nothing where they lie on one another. */
export function surfaceBetween(upper: StepLine, lower: StepLine): string {
  const parts: string[] = []
  let start = -1
  for (let i = 0; i < upper.length; i++) {
    // The last point is an end only.
    const isOpen = i < upper.length - 1 && upper[i]![1] !== lower[i]![1]
    if (isOpen && start < 0) start = i
    if (isOpen || start < 0) continue
    parts.push(surface(upper.slice(start, i), lower.slice(start, i), upper[i]![0]))
    start = -1
  }
  return parts.join('')
}

/** The surface between a line and a height. */
export function surfaceAbove(line: StepLine, base: number): string {
  return surfaceBetween(
    line,
    line.map(([x]) => [x, px(base)]),
  )
}

/** Forwards along the one, back along the other. */
function surface(upper: StepLine, lower: StepLine, end: number): string {
  const [first, last] = [lower[0]!, lower.at(-1)!]
  const forwards: StepLine = [...upper, [end, upper.at(-1)![1]]]
  const back = lower.map(([, y], i): [number, number] => [lower[i + 1]?.[0] ?? end, y]).reverse()
  return `M${upper[0]!.join(' ')}${along(forwards)}V${last[1]}${along([...back, first])}Z`
}

/** From the first point on: across where the value holds, up or down where it changes, and nothing twice. */
function along(line: StepLine): string {
  const parts: string[] = []
  let at = line[0]!
  let climb = 0
  for (const [x, y] of line) {
    if (y === at[1]) continue
    const further = Math.sign(y - at[1])
    if (x !== at[0]) parts.push(`H${x}`)
    // Several steps in one direction within a tenth of a pixel are one.
    else if (further === climb) parts.pop()
    parts.push(`V${y}`)
    ;[at, climb] = [[x, y], further]
  }
  const [end] = line.at(-1)!
  return `${parts.join('')}${end === at[0] ? '' : `H${end}`}`
}
