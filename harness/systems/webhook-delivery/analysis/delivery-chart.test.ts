import { expect, test } from 'vitest'
import type { Timeline } from '../../../analysis/timeline.ts'
import { figureSvg } from '../../../report/svg/svg.ts'
import { deliveryDrawing } from './delivery-chart.ts'

const timeline: Timeline = {
  zero: 0,
  from: -100,
  to: 1_000,
  bucketMs: 10,
  faults: [
    { fault: 'kill', target: 'receiver', detail: '', colour: '#b91c1c', from: 0, to: 500, observed: true },
  ],
  marks: [],
  probes: [],
  panels: [],
}

test('says how deep the queue got and how many were never acknowledged', () => {
  const series = {
    depth: [
      [-50, 1],
      [100, 7],
      [600, 0],
    ] as const,
    acknowledged: [
      { ms: -60, afterMs: 3 },
      { ms: 90, afterMs: 250 },
      { ms: 95, afterMs: null },
      { ms: 5_000, afterMs: 9_999 },
    ],
  }
  const drawing = deliveryDrawing(series, timeline)
  expect(drawing.description).toBe(
    'At most 7 deliveries in the queue. Of 3 deliveries 1 were never acknowledged; the slowest acknowledgement took 250 ms.',
  )
  const svg = figureSvg(drawing, 'id').text
  expect(svg).toContain('acknowledged after')
  expect(svg).toContain('>never<')
  expect(svg).not.toContain('NaN')
})

test('draws a system without a hop, too', () => {
  const drawing = deliveryDrawing({ depth: [], acknowledged: [{ ms: 1, afterMs: null }] }, timeline)
  expect(figureSvg(drawing, 'id').text).not.toContain('NaN')
})
