import { expect, test } from 'vitest'
import { webhookConstants } from './constants.ts'
import { backoffMs, judge } from './retry.ts'

test.each([
  [{ status: 200 }, 'delivered'],
  [{ status: 204 }, 'delivered'],
  [{ status: 502 }, 'down'],
  [{ error: 'ECONNREFUSED' }, 'down'],
  [{ error: 'i/o timeout' }, 'failed'],
  [{ error: 'closed without an answer' }, 'failed'],
  [{ status: 500 }, 'failed'],
  [{ status: 504 }, 'failed'],
  [{ status: 408 }, 'failed'],
  [{ status: 429 }, 'failed'],
  [{ status: 404 }, 'refused'],
  [{ status: 301 }, 'failed'],
] as const)('%o is %s', (outcome, judgement) => expect(judge(outcome)).toBe(judgement))

test('delays double up to the ceiling, and are drawn from their upper half', () => {
  const at = (tries: number, random: number) => backoffMs(tries, webhookConstants, random)
  expect([1, 2, 3, 4, 5, 20].map((tries) => at(tries, 1))).toEqual([250, 500, 1_000, 2_000, 2_000, 2_000])
  expect([1, 20].map((tries) => at(tries, 0))).toEqual([125, 1_000])
})
