import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { takePlace, takeSetUp } from './side-by-side.ts'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'gameday-places-'))
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
})

const signal = new AbortController().signal
/** A place of another process that lives: that of this one's parent. */
const taken = (kind: 'alone' | 'beside', pid = process.ppid) =>
  mkdirSync(join(dir, '.places', 'executions', `${kind}-${pid}`), { recursive: true })
const left = (kind: 'alone' | 'beside') =>
  rmSync(join(dir, '.places', 'executions', `${kind}-${process.ppid}`), { recursive: true })
const wait = () => new Promise((resolve) => setTimeout(resolve, 200))

async function pending(alone: boolean, patienceMs?: number) {
  let there = false
  const place = takePlace(dir, { alone, signal, patienceMs }).then((got) => {
    there = true
    return got
  })
  await wait()
  return { place, isThere: () => there }
}

test('those side by side do not wait for each other', async () => {
  taken('beside')
  const { place, isThere } = await pending(false)
  expect(isThere()).toBe(true)
  ;(await place)[Symbol.dispose]()
})

test.each([
  ['who wants to be alone waits for those who are there', 'beside', true],
  ['nobody begins beside one that is alone', 'alone', false],
  ['two do not run alone at once', 'alone', true],
] as const)('%s', async (_, other, alone) => {
  taken(other)
  const { place, isThere } = await pending(alone)
  expect(isThere()).toBe(false)
  left(other)
  ;(await place)[Symbol.dispose]()
})

test.each([
  ['lets others begin while it is patient', 60_000, []],
  ['lets nobody begin after that', 0, ['alone']],
] as const)('who wants to be alone and cannot be yet %s', async (_, patienceMs, stands) => {
  taken('beside')
  const { place, isThere } = await pending(true, patienceMs)
  expect(isThere()).toBe(false)
  const marks = readdirSync(join(dir, '.places', 'executions')).map((name) => name.split('-')[0])
  expect(marks.filter((mark) => mark === 'alone')).toEqual(stands)
  left('beside')
  ;(await place)[Symbol.dispose]()
})

test('the place of a dead process does not count', async () => {
  taken('alone', 2 ** 22 - 1)
  const { isThere } = await pending(true)
  expect(isThere()).toBe(true)
})

test('a run that is given up does not wait on', async () => {
  taken('beside')
  const controller = new AbortController()
  const place = takePlace(dir, { alone: true, signal: controller.signal })
  controller.abort()
  await expect(place).rejects.toThrow('aborted')
})

test('one system is set up at a time, beside executions that go on', async () => {
  taken('beside')
  const first = await takeSetUp(dir, signal)
  const other = join(dir, '.places', 'set-up', `alone-${process.ppid}`)
  first[Symbol.dispose]()
  mkdirSync(other)
  let there = false
  const second = takeSetUp(dir, signal).then((place) => {
    there = true
    return place
  })
  await wait()
  expect(there).toBe(false)
  rmSync(other, { recursive: true })
  ;(await second)[Symbol.dispose]()
})
