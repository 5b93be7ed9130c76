import { expect, test } from 'vitest'
import { UsageError } from '../../errors.ts'
import { watchMs } from './watch.ts'

test('a wait is as long as its limit and the time for which hosts must stay', () => {
  // 31.8 s, as of a target whose relay clears up late: a watch of 15 s said "never" where 27.5 s was true.
  expect(watchMs({ decides: '31.8s' }, '1s')).toBe(32_800)
})

test('programs that are slower than wanted are waited for', () => {
  expect(watchMs({ decides: '1500ms' }, '200ms', '7s')).toBe(8_700)
})

test('one that is asked to be longer is', () => {
  expect(watchMs({ decides: '5.5s', giveUpAfter: '40s' }, '1s')).toBe(40_000)
})

test('one that would end before its limit is decided is a mistake', () => {
  expect(() => watchMs({ decides: '31.8s', giveUpAfter: '15s' }, '1s')).toThrow(UsageError)
  expect(() => watchMs({ decides: '15s', giveUpAfter: '15s' }, '1s')).toThrow(
    'giveUpAfter: 15s is over before',
  )
})
