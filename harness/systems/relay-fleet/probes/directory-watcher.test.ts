import { expect, test } from 'vitest'
import { eventsOf } from '../../../journal/events.ts'
import { memoryJournal } from '../../../journal/writer.ts'
import { watchDirectory } from './directory-watcher.ts'

const LONG_MS = 3_600_000

/** A watch that rests forever unless it is active. */
async function resting() {
  const directory: Record<string, string> = { h1: 'a:1' }
  const journal = memoryJournal()
  let reads = 0
  let active = () => {}
  let heard = true
  const watcher = await watchDirectory({
    source: {
      name: 'a directory in memory',
      read: async () => {
        reads++
        return { ...directory }
      },
      close() {},
    },
    cadenceMs: 1,
    restMs: LONG_MS,
    onActivity: (call) => {
      active = call
      return () => {
        heard = false
      }
    },
    journal,
  })
  const changes = () => eventsOf(journal.events, 'directory').length
  // The directory as it was found is a change, after which it reads on for a while.
  return { watcher, directory, changes, reads: () => reads, act: () => active(), heard: () => heard }
}

test('reads at once when something happens, and goes on at the full cadence', async () => {
  const { watcher, directory, changes, reads, act, heard } = await resting()
  await using _ = watcher
  await expect.poll(async () => (await settled(reads)) && changes(), { timeout: 5_000 }).toBe(1)
  directory.h1 = 'b:2'
  act()
  await expect.poll(changes).toBe(2)
  const before = reads()
  await expect.poll(reads).toBeGreaterThan(before + 3)
  await watcher[Symbol.asyncDispose]()
  expect(heard()).toBe(false)
})

test('is disposed while it rests', async () => {
  const { watcher, reads } = await resting()
  await expect.poll(() => settled(reads), { timeout: 5_000 }).toBe(true)
  await watcher[Symbol.asyncDispose]()
})

test('says once that a source answers too late for fine limits, and what is quicker', async () => {
  const journal = memoryJournal()
  const source = (quicker?: string) => ({
    name: 'slow',
    read: () => new Promise<Record<string, string>>((resolve) => setTimeout(resolve, 15, {})),
    close() {},
    ...(quicker === undefined ? {} : { quicker }),
  })
  await using _slow = await watchDirectory({ source: source('ask otherwise'), cadenceMs: 1, journal })
  await expect.poll(() => eventsOf(journal.events, 'remark').length, { timeout: 10_000 }).toBe(1)
  expect(eventsOf(journal.events, 'remark')[0]!.text).toMatch(
    /^a read of the directory takes \d+ ms, so its entries are known to .* only: ask otherwise$/,
  )
})

/** True when nothing was read for fifty times the full cadence. */
async function settled(reads: () => number): Promise<boolean> {
  const before = reads()
  await new Promise((resolve) => setTimeout(resolve, 50))
  return reads() === before
}
