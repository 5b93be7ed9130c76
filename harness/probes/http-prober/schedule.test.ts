import { describe, expect, test } from 'vitest'
import { gridMs, Schedule } from './schedule.ts'

const MS = 1_000_000

function take(schedule: Schedule, count: number): { target: number; dueMs: number }[] {
  return Array.from({ length: count }, () => {
    const dueMs = schedule.nextDue / MS
    return { target: schedule.take(), dueMs }
  })
}

describe('schedule', () => {
  test('spreads the targets evenly over the cadence, each at a fixed phase', () => {
    const schedule = new Schedule(5, 100, 1_000 * MS)
    expect(take(schedule, 7)).toEqual([
      { target: 0, dueMs: 1_000 },
      { target: 1, dueMs: 1_020 },
      { target: 2, dueMs: 1_040 },
      { target: 3, dueMs: 1_060 },
      { target: 4, dueMs: 1_080 },
      { target: 0, dueMs: 1_100 },
      { target: 1, dueMs: 1_120 },
    ])
  })

  test('never puts more than its share on one grid point', () => {
    const counts = new Map<number, number>()
    for (const { dueMs } of take(new Schedule(20, 50, 0), 20)) counts.set(dueMs, (counts.get(dueMs) ?? 0) + 1)
    expect([...counts.keys()]).toEqual([0, 12, 24, 36])
    expect(Math.max(...counts.values())).toBe(5)
  })

  test('does not drift over many rounds of a cadence that is no whole millisecond', () => {
    const schedule = new Schedule(3, 2.5, 0)
    take(schedule, 3 * 1_000_000)
    expect(schedule.nextDue).toBe(2_500_000 * MS)
  })

  test('has nothing due without targets', () => {
    expect(new Schedule(0, 100, 0).nextDue).toBe(Number.POSITIVE_INFINITY)
  })

  test.each([
    [5, 1],
    [20, 5],
    [50, 12],
    [1_000, 20],
  ])('a cadence of %d ms has a grid of %d ms', (cadence, grid) => expect(gridMs(cadence)).toBe(grid))
})
