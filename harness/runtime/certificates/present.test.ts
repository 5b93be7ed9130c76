import { expect, test } from 'vitest'
import { doneBetween } from './present.ts'

const s = 1e9
/** A command that took half a second, of a kernel that was up for 100 s when monotonic time was 40 s. */
const taken = { from: 40 * s, to: 40.5 * s, bootedAt: -60 * s }

test('the moment is as exact as the uptimes that the command printed', () => {
  expect(doneBetween('100.20\n100.22\n', taken)).toEqual({ at: 40.23 * s, uncertaintyNs: 0.04 * s })
})

test('never outside of the time that the command took', () => {
  expect(doneBetween('100.00\n100.50\n', taken)).toEqual({ at: 40.5 * s, uncertaintyNs: 0.5 * s })
})

test.each([
  ['no uptime, as without /proc', ''],
  ['the uptime of another kernel', '7.20\n7.22\n'],
  ['one that was up for longer', '900.20\n900.22\n'],
  ['half of it', '100.20\n'],
])('%s: any moment of the command', (_, printed) => {
  expect(doneBetween(printed, taken)).toEqual({ at: 40.5 * s, uncertaintyNs: 0.5 * s })
})
