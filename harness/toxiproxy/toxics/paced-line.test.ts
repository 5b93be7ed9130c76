import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { PacedLine } from './paced-line.ts'
import type { Stub } from './toxic-type.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

test('what is pushed while a piece is passed on waits its turn, under one timer', () => {
  const passed: string[] = []
  const stub = {
    full: false,
    waited: () => {},
    pass: (chunk: Buffer) => {
      passed.push(String(chunk))
      // As a stage before this one does, which had waited for room.
      if (passed.length === 1) line.push(Buffer.from('second'))
    },
  } as unknown as Stub
  const line = new PacedLine(stub, { size: (available) => available, before: () => 10, after: 0 })
  line.push(Buffer.from('first'))
  vi.advanceTimersByTime(10)
  expect([passed, vi.getTimerCount()]).toEqual([['first'], 1])
  vi.advanceTimersByTime(10)
  expect([passed, vi.getTimerCount()]).toEqual([['first', 'second'], 0])
})
