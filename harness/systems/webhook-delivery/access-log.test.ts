import { expect, test } from 'vitest'
import { ownClock } from '../../runtime/machine-clock.ts'
import { answersIn } from './access-log.ts'

test('every line is an answer, on the monotonic clock', () => {
  const text = '{"msec":100.250,"status":408,"id":"push-1"}\n{"msec":100.500,"status":200,"id":""}\n'
  expect(answersIn(text, 'nginx', { fromWall: (ms) => (ms - 100_000) * 1e6 })).toEqual([
    { kind: 'answered', at: 250_000_000, service: 'nginx', status: 408, id: 'push-1' },
    { kind: 'answered', at: 500_000_000, service: 'nginx', status: 200 },
  ])
})

test('nothing was answered', () => expect(answersIn('', 'nginx', ownClock)).toEqual([]))

test('a damaged line is not passed over', () => {
  expect(() => answersIn('{"msec":1,', 'nginx', ownClock)).toThrow(SyntaxError)
})
