import { expect, test } from 'vitest'
import { checkVerdict } from '../../../analysis/check.ts'
import { computeMetric } from '../../../analysis/compute-metric.ts'
import { ns, step, store } from '../../../analysis/fixtures/deliveries.ts'

const window = { since: 0, until: ns(10_000) }

test('attempts of what was given up: the fewest, as the log has them', () => {
  const failed = (id: string, count: number) =>
    Array.from({ length: count }, (_, index) =>
      step(id, index, 'failed', { attempt: index + 1, reason: 'x' }),
    )
  const events = [...failed('1', 5), ...failed('2', 3), ...failed('3', 1), store('dead-letters', '1', '2')]
  expect(computeMetric('attempts-of-dead', events, {})).toMatchObject({ observed: 3, detail: { of: 2 } })
  expect(computeMetric('attempts-of-dead', [store('dead-letters')], {}).reason).toBe(
    'no delivery was given up',
  )
  expect(computeMetric('attempts-of-dead', [], {}).reason).toMatch(/not read/)
})

test('an attempt that timed out is held against the declared timeout, too long and too short', () => {
  const off = (ms: number) =>
    computeMetric(
      'attempt-timeout-off',
      [step('1', 100, 'attempt'), step('1', 100 + ms, 'failed', { reason: 'i/o timeout' })],
      { ...window, timeoutMs: 200 },
    ).observed
  expect([off(203), off(300), off(50)]).toEqual([3, 100, 150])
})

test('a pause outside what was declared counts by how far it is outside', () => {
  const off = (tries: number, ms: number) =>
    computeMetric(
      'attempt-pause-off',
      [step('1', 100, 'failed', { attempt: tries }), step('1', 100 + ms, 'attempt', { attempt: tries + 1 })],
      { ...window, baseMs: 20, ceilingMs: 100, factorMin: 0.5 },
    ).observed
  expect([off(1, 15), off(1, 30), off(3, 15), off(5, 100), off(5, 130)]).toEqual([0, 10, 25, 0, 30])
})

test('a busy machine makes some pauses longer, which counts only where the middle one is; one too short always does', () => {
  const off = (...lengths: number[]) =>
    computeMetric(
      'attempt-pause-off',
      lengths.flatMap((ms, index) => [
        step(`${index}`, 100, 'failed', { attempt: 1 }),
        step(`${index}`, 100 + ms, 'attempt', { attempt: 2 }),
      ]),
      { ...window, baseMs: 20, ceilingMs: 100, factorMin: 0.5 },
    ).observed
  expect([off(15, 16, 90), off(15, 60, 90), off(15, 16, 4)]).toEqual([0, 40, 6])
})

test('a core that the hop had to wait for takes nothing off a pause that was too short', () => {
  const events = [
    step('1', 100, 'failed', { attempt: 3 }),
    { kind: 'stall', who: 'services', at: ns(110), ms: 90 } as const,
    step('1', 115, 'attempt', { attempt: 4 }),
  ]
  const value = computeMetric('attempt-pause-off', events, {
    ...window,
    baseMs: 20,
    ceilingMs: 100,
    factorMin: 0.5,
  })
  expect(checkVerdict(value, '<=', 15)).toBe('failed')
})

test('a hop that was started again waits for nothing', () => {
  const events = [step('1', 100, 'failed', { attempt: 7 }), step('1', 500, 'attempt', { attempt: 1 })]
  const params = { ...window, baseMs: 20, ceilingMs: 100, factorMin: 0.5 }
  expect(computeMetric('attempt-pause-off', events, params).reason).toMatch(/nothing was tried again/)
})
