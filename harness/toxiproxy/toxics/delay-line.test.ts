import { expect, test } from 'vitest'
import { DelayLine } from './delay-line.ts'
import type { Stub } from './toxic-type.ts'

test('what is pushed while chunks are being released comes behind them', () => {
  const passed: string[] = []
  const stub = {
    pass: (chunk: Buffer) => {
      passed.push(String(chunk))
      // As a line before this one does, when what was passed on rings its alarm.
      if (passed.length === 1) {
        line.push(Buffer.from('c'), 0)
        line.push(Buffer.from('d'), 0)
      }
    },
  } as Stub
  const line = new DelayLine(stub)
  line.push(Buffer.from('a'), 1_000)
  line.push(Buffer.from('b'), 1_000)
  line.flush()
  line.flush()
  expect(passed).toEqual(['a', 'b', 'c', 'd'])
  expect(line.held).toBe(0)
})
