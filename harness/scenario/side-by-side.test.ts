import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { type Company, takePlace, takeSetUp } from './side-by-side.ts'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'gameday-places-'))
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
})

const signal = new AbortController().signal
/** A place of another process that lives: that of this one's parent. */
const taken = (kind: Company, pid = process.ppid) =>
  mkdirSync(join(dir, '.places', 'executions', `${kind}-${pid}`), { recursive: true })
const left = (kind: Company) =>
  rmSync(join(dir, '.places', 'executions', `${kind}-${process.ppid}`), { recursive: true })
const wait = () => new Promise((resolve) => setTimeout(resolve, 200))

async function pending(company: Company, patienceMs?: number) {
  let there = false
  const place = takePlace(dir, { company, signal, patienceMs }).then((got) => {
    there = true
    return got
  })
  await wait()
  return { place, isThere: () => there }
}

test.each(['any', 'alike'] as const)('those of one kind do not wait for each other: %s', async (company) => {
  taken(company)
  const { place, isThere } = await pending(company)
  expect(isThere()).toBe(true)
  ;(await place)[Symbol.dispose]()
})

test.each([
  ['who wants to be alone waits for those who are there', 'any', 'none'],
  ['and for those that run beside their like', 'alike', 'none'],
  ['nobody begins beside one that is alone', 'none', 'any'],
  ['not even one that wants its like', 'none', 'alike'],
  ['two do not run alone at once', 'none', 'none'],
  ['who wants its like waits for others', 'any', 'alike'],
  ['nobody else begins beside those of a kind', 'alike', 'any'],
] as const)('%s', async (_, other, company) => {
  taken(other)
  const { place, isThere } = await pending(company)
  expect(isThere()).toBe(false)
  left(other)
  ;(await place)[Symbol.dispose]()
})

test.each([
  ['lets others begin while it is patient', 60_000, []],
  ['lets nobody begin after that', 0, ['none']],
] as const)('who wants to be alone and cannot be yet %s', async (_, patienceMs, stands) => {
  taken('any')
  const { place, isThere } = await pending('none', patienceMs)
  expect(isThere()).toBe(false)
  const marks = readdirSync(join(dir, '.places', 'executions')).map((name) => name.split('-')[0])
  expect(marks.filter((mark) => mark === 'none')).toEqual(stands)
  left('any')
  ;(await place)[Symbol.dispose]()
})

test('the place of a dead process does not count', async () => {
  taken('none', 2 ** 22 - 1)
  const { isThere } = await pending('none')
  expect(isThere()).toBe(true)
})

test('a run that is given up does not wait on', async () => {
  taken('any')
  const controller = new AbortController()
  const place = takePlace(dir, { company: 'none', signal: controller.signal })
  controller.abort()
  await expect(place).rejects.toThrow('aborted')
})

test('one system is set up at a time, beside executions that go on', async () => {
  taken('any')
  const first = await takeSetUp(dir, signal)
  const other = join(dir, '.places', 'set-up', `none-${process.ppid}`)
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
