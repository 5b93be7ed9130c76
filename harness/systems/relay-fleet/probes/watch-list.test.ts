import { expect, test } from 'vitest'
import { HarnessError } from '../../../errors.ts'
import { WatchList } from './watch-list.ts'

test('a wait ends with the change that fulfils it', async () => {
  const list = new WatchList()
  let count = 0
  let ended = false
  const wait = list.until(() => count === 2, { timeoutMs: 5_000, what: 'two' }).then(() => (ended = true))
  for (count = 1; count < 2; count++) list.changed()
  await Promise.resolve()
  expect(ended).toBe(false)
  list.changed()
  await wait
})

test('a condition that holds already needs no change', async () => {
  await new WatchList().until(() => true, { timeoutMs: 1, what: 'nothing' })
})

test('a wait in vain names what it waited for and the limit', async () => {
  const wait = new WatchList().until(() => false, { timeoutMs: 5, what: '20 hosts registered' })
  await expect(wait).rejects.toThrow(new HarnessError('20 hosts registered: not within 5 ms'))
})

test('an abort ends the wait', async () => {
  const list = new WatchList()
  const abort = new AbortController()
  const wait = list.until(() => false, { timeoutMs: 5_000, what: 'x', signal: abort.signal })
  abort.abort(new Error('enough'))
  await expect(wait).rejects.toThrow('enough')
  const late = list.until(() => true, { timeoutMs: 5_000, what: 'x', signal: abort.signal })
  await expect(late).rejects.toThrow('enough')
})

test('a failure ends waits, present and to come', async () => {
  const list = new WatchList()
  const wait = list.until(() => false, { timeoutMs: 5_000, what: 'x' })
  list.fail(new HarnessError('lost'))
  await expect(wait).rejects.toThrow('lost')
  await expect(list.until(() => true, { timeoutMs: 5_000, what: 'x' })).rejects.toThrow('lost')
})
