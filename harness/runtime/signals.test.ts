import { expect, it } from 'vitest'
import { codeOfSignal, signalOfCode } from './signals.ts'

it.each([
  ['SIGKILL', 137],
  ['SIGTERM', 143],
  ['SIGINT', 130],
] as const)('%s is %i and back', (signal, code) => {
  expect(codeOfSignal(signal)).toBe(code)
  expect(signalOfCode(code)).toBe(signal)
})

it.each([0, 1, 127, 128, 255])('%i is no signal', (code) => {
  expect(signalOfCode(code)).toBeUndefined()
})
