import { expect, it } from 'vitest'
import type { SocketPoint, SocketSeries } from '../../analysis/socket-series.ts'
import type { Timeline } from '../../analysis/timeline.ts'
import { stepsOf } from './path-data.ts'
import { socketsDrawing } from './sockets-chart.ts'
import { figureSvg } from './svg.ts'

const fault = { colour: '#c0392b', from: 2_000, to: 4_000 }
const timeline = { zero: 0, from: 0, to: 10_000, faults: [fault] } as unknown as Timeline

function series(points: number, over: (i: number) => Partial<SocketPoint> = () => ({})): SocketSeries {
  return {
    service: 'web',
    descriptorLimit: 256,
    points: Array.from({ length: points }, (_, i) => ({
      ms: i * 10,
      established: 5,
      closeWait: 0,
      other: 20,
      acceptQueue: 0,
      ...over(i),
    })),
  }
}

it('says what it shows: the most of each, and the limit', () => {
  const drawing = socketsDrawing(
    series(3, (i) => (i === 1 ? { closeWait: 231, acceptQueue: 129 } : {})),
    timeline,
  )
  expect(drawing.description).toBe(
    'Descriptors of web over time. At most 256 of 256 in use, at most 231 connections in CLOSE_WAIT, at most 129 waiting to be accepted.',
  )
  const svg = figureSvg(drawing, 'x').text
  expect(svg).toContain('limit 256')
  expect(svg).toContain('var(--bad)')
  // The fault, in both panels of both sizes.
  expect(svg.match(/fill="#c0392b"/g)).toHaveLength(4)
})

it('keeps a peak of a single look among thousands', () => {
  const many = series(5_000, (i) => (i === 2_345 ? { closeWait: 200 } : i === 777 ? { acceptQueue: 99 } : {}))
  const { marks } = socketsDrawing(many, { ...timeline, to: 50_000 }).at(1_000, 'x')
  const surfaces = [...marks.matchAll(/ d="([^"]*)" fill="var\(--(\w+)\)"/g)]
  const heightsOf = (colour: string) =>
    surfaces.filter(([, , own]) => own === colour).flatMap(([, d = '']) => stepsOf(d).map(([, , y]) => y))
  expect(marks.length).toBeLessThan(20_000)
  // 300 descriptors fill the panel's 190 pixels below its top at 24: 225 of them reach up to 71.5. The queue's panel ends at 308, for 100.
  expect(Math.min(...heightsOf('bad'))).toBe(71.5)
  expect(Math.min(...heightsOf('warn'))).toBe(248.6)
})
