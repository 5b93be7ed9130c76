import type { DrawnOperation } from '../../analysis/metric.ts'
import type { Span, Timeline } from '../../analysis/timeline.ts'
import { greatest, least } from '../../extremes.ts'
import { NS_PER_MS } from '../../journal/clock.ts'
import { lanesSheet } from './lanes.ts'
import { faultShades } from './shades.ts'
import { type Drawing, palette } from './svg.ts'

const LANE = 18
/** Room at both ends, as a share of what is shown. */
const MARGIN = 0.08
/** Operations may have begun and ended in one moment; ms. */
const SHORTEST = 1

interface Bar extends Span {
  readonly name: string
  readonly isWrong: boolean
}

/** Operations that contradict each other, one lane each in the order of their beginnings, beside the fault. */
export function operationsDrawing(operations: readonly DrawnOperation[], timeline: Timeline): Drawing {
  const bars = barsOf(operations, timeline)
  const span = spanOf(bars, timeline)
  const shown = bars.map((bar) => ({ ...bar, to: Math.min(bar.to, span.to) }))
  const look = { top: -0.34, height: 0.68, opacity: 0.75 }
  const wrong = bars.filter(({ isWrong }) => isWrong).map(({ name }) => name)
  return {
    title: 'The operations concerned',
    description: `${bars.length} operations on an axis of time, with the faults shaded: ${bars.map(({ name }) => name).join(', ')}. Red, as it should not be: ${wrong.join(', ')}.`,
    time: { ...span, kinds: { accent: 'under way', bad: 'as it should not be' } },
    at: (width) =>
      lanesSheet(
        {
          lanes: shown,
          nameOf: ({ name }) => name,
          height: LANE,
          span,
          behind: ({ frame, time }) => faultShades(timeline, { frame, x: time.at }),
          kinds: [
            { of: (bar) => (bar.isWrong ? [] : [bar]), colour: palette.accent, ...look },
            { of: (bar) => (bar.isWrong ? [bar] : []), colour: palette.bad, ...look },
          ],
        },
        width,
      ),
  }
}

/** Each of them once, in ms of the timeline; one that never ended goes on to its end. */
function barsOf(operations: readonly DrawnOperation[], { zero, to: end }: Timeline): Bar[] {
  const rel = (at: number) => (at - zero) / NS_PER_MS
  const bars = operations.map(({ name, from, to, isWrong }) => ({
    name,
    from: rel(from),
    to: to === undefined ? end : rel(to),
    isWrong,
  }))
  // What is wrong in one counterexample may stand beside another.
  const byName = Map.groupBy(bars, ({ name, from }) => `${from} ${name}`)
  return [...byName.values()]
    .map((same) => same.find(({ isWrong }) => isWrong) ?? same[0]!)
    .sort((a, b) => a.from - b.from)
}

/** From the first beginning to the last end, or to the last beginning of what never ended, and as far as the fault that is nearest. */
function spanOf(bars: readonly Bar[], { faults, to: end }: Timeline): Span {
  const ends = bars.map(({ from, to }) => (to < end ? to : from))
  const [from, to] = [least(bars.map((bar) => bar.from)), greatest(ends)]
  const before = greatest(faults.filter((fault) => fault.to < from).map((fault) => fault.to))
  const after = least(faults.filter((fault) => fault.from > to).map((fault) => fault.from))
  const isBeside = faults.some((fault) => fault.from <= to && fault.to >= from)
  const isNearerBefore = from - before <= after - to
  const left = !isBeside && isNearerBefore && before > -Infinity ? before : from
  const right = !isBeside && !isNearerBefore && after < Infinity ? after : to
  const margin = Math.max(SHORTEST, (right - left) * MARGIN)
  return { from: left - margin, to: right + margin }
}
