import { expect, test } from 'vitest'
import { diffEntries } from './directory-diff.ts'
import { pauseAfterReads } from './directory-watcher.ts'

const entries = (text: string) => new Map(Object.entries(JSON.parse(text) as Record<string, string>))

test('new entries, other owners and removals', () => {
  const before = entries('{"h1":"a:1","h2":"a:1","h3":"a:1"}')
  const after = entries('{"h1":"a:1","h2":"b:2","h4":"a:1"}')
  expect(diffEntries(before, after)).toEqual({ set: { h2: 'b:2', h4: 'a:1' }, removed: ['h3'] })
})

test('no change', () => {
  expect(diffEntries(entries('{"h1":"a:1"}'), entries('{"h1":"a:1"}'))).toBeUndefined()
})

test('the cadence counts from send to send, and stretches so that reading takes a tenth of the time', () => {
  expect(pauseAfterReads([1], 10)).toBe(9)
  expect(pauseAfterReads([2, 2], 10)).toBe(18)
  expect(pauseAfterReads([10, 12, 10], 10)).toBe(90)
})

test('one slow read does not stretch the cadence', () => {
  expect(pauseAfterReads([1, 1, 8], 10)).toBe(2)
  expect(pauseAfterReads([1, 1, 100], 10)).toBe(0)
})
