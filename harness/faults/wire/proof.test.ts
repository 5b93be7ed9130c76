import { expect, test } from 'vitest'
import { noCounts } from '../../runtime/wire/counts.ts'
import { proofOf } from './proof.ts'

const none = {
  ...{ delayMs: 0, jitterMs: 0, loss: 0, duplicate: 0, reorder: 0, corrupt: 0 },
  mended: false,
}
const counts = { ...noCounts(), seen: 1_000 }

test.each([
  ['a share as asked for', { loss: 0.1 }, { lost: 98 }, true],
  ['too few', { loss: 0.1 }, { lost: 40 }, false],
  ['none, though that may be', { loss: 0.0001 }, {}, false],
  ['one of two shares only', { loss: 0.1, duplicate: 0.5 }, { lost: 98 }, false],
  ['put behind, and never overtaken', { reorder: 0.1 }, { putBehind: 100 }, false],
  ['overtaken', { reorder: 0.1 }, { putBehind: 100, overtaken: 90 }, true],
  ['no packet with data', { corrupt: 0.1 }, {}, false],
  ['losses that nobody asked for', { loss: 0.1 }, { lost: 98, overflowed: 1 }, false],
] as const)('%s', (_, asked, counted, proven) => {
  expect(proofOf({ ...none, ...asked }, { ...counts, ...counted }, 'nothing').proven).toBe(proven)
})

test.each([
  ['in time', 81e6, 101e6, true],
  ['before its time', 79e6, 101e6, false],
  ['far too late', 81e6, 150e6, false],
])('a delay is proven by packets that leave %s', (_, keptLeastNs, mean, proven) => {
  const kept = { delayed: 10, keptNs: 10 * mean, keptLeastNs, keptMostNs: 2 * mean }
  const { words, ...proof } = proofOf({ ...none, delayMs: 100, jitterMs: 20 }, { ...counts, ...kept }, '')
  expect(proof.proven).toBe(proven)
  expect(words).toMatch(
    /^of 1000 packets 10 kept for [\d.]+ ms on average, [\d.]+ to .* ms, 100 ± 20 ms asked for$/,
  )
})

test('no packet is no evidence', () => {
  expect(proofOf({ ...none, loss: 1 }, noCounts(), 'nothing')).toEqual({ proven: false, words: 'nothing' })
})
