import { expect, it } from 'vitest'
import { timeInLine } from './clock-reading.ts'

it.each([
  ['at 2026-03-01T10:00:00.500Z: ready', /at (\S+): /, Date.UTC(2026, 2, 1, 10, 0, 0, 500)],
  ['{"time":1772359200500,"msg":"x"}', /"time":(\d+)/g, 1_772_359_200_500],
  ['1772359200.25 started', /^([\d.]+) /, 1_772_359_200_250],
])('reads the time in %s', (line, pattern, ms) => {
  expect(timeInLine(pattern, line)).toBe(ms)
  expect(timeInLine(pattern, line)).toBe(ms)
})

it.each([
  ['nothing here', /at (\S+)/],
  ['at noon', /at (\S+)/],
  ['without a group 5', /group \d/],
])('reads no time in %s', (line, pattern) => {
  expect(timeInLine(pattern, line)).toBeUndefined()
})
