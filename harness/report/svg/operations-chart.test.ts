import { expect, test } from 'vitest'
import { ns } from '../../analysis/fixtures/journal.ts'
import type { DrawnOperation } from '../../analysis/metric.ts'
import type { Timeline } from '../../analysis/timeline.ts'
import { operationsDrawing } from './operations-chart.ts'
import { figureSvg } from './svg.ts'

const fault = { fault: 'pause', target: 'first', detail: '', colour: '#475569', observed: true }
const timeline: Timeline = {
  ...{ zero: ns(0), from: -100, to: 10_000, bucketMs: 10 },
  faults: [{ ...fault, from: 0, to: 3_000 }],
  ...{ marks: [], probes: [], panels: [] },
}

const operation = (name: string, from: number, to?: number, isWrong = false): DrawnOperation => ({
  name,
  from: ns(from),
  ...(to !== undefined && { to: ns(to) }),
  isWrong,
})

test('each operation once, in order, the wrong one red, the fault shaded', () => {
  const wrong = operation('c1 reads 1', 2_000, 2_100, true)
  const drawing = operationsDrawing(
    [wrong, operation('c1 writes 2', 1_000, 1_100), { ...wrong, isWrong: false }],
    timeline,
  )
  expect(drawing.description).toBe(
    '2 operations on an axis of time, with the faults shaded: c1 writes 2, c1 reads 1. Red, as it should not be: c1 reads 1.',
  )
  expect(drawing.time).toMatchObject({ from: 912, to: 2_188 })
  const svg = figureSvg(drawing, 'id').text
  expect(svg).toContain('>c1 reads 1<')
  expect(svg).toContain('#475569')
  expect(svg.match(/stroke="var\(--bad\)"/g)).toHaveLength(2)
  expect(svg).not.toContain('NaN')
})

test('the axis reaches to the nearest fault', () => {
  const { time } = operationsDrawing([operation('a', 4_000, 4_500)], timeline)
  expect(time).toMatchObject({ from: 3_000 - 120, to: 4_500 + 120 })
  const before = operationsDrawing([operation('a', -90, -50)], timeline)
  expect(before.time!.to).toBeGreaterThan(0)
})

test('what never ended goes on to the end of the axis', () => {
  const drawing = operationsDrawing([operation('a', 1_000), operation('b', 1_000, 1_500, true)], timeline)
  expect(drawing.time).toMatchObject({ from: 960, to: 1_540 })
  expect(figureSvg(drawing, 'id').text).not.toContain('NaN')
})
