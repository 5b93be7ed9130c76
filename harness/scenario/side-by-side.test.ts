import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { stateOf } from '../runtime/proc.ts'
import { takeSetUp, takeSlot } from './side-by-side.ts'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'gameday-places-'))
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
})

const signal = new AbortController().signal
const budget = 40
const markOf = (
  kind: string,
  load: number,
  { pid = process.ppid, started = stateOf(pid)?.started ?? '' } = {},
) => join(dir, '.slots', 'executions', `${kind}-${load}-${pid}-${started}`)
/** A place of another process that lives: that of this one's parent. */
const taken = (load: number, kind = 'run', who: Parameters<typeof markOf>[2] = {}) =>
  mkdirSync(markOf(kind, load, who), { recursive: true })
const left = (load: number) => rmSync(markOf('run', load), { recursive: true })
const wait = () => new Promise((resolve) => setTimeout(resolve, 200))

async function pending(load: number, patienceMs?: number) {
  let there = false
  const place = takeSlot(dir, { load, budget, signal, patienceMs }).then((got) => {
    there = true
    return got
  })
  await wait()
  return { place, isThere: () => there }
}

test('as many run at once as the machine bears', async () => {
  taken(30)
  const { place, isThere } = await pending(10)
  expect(isThere()).toBe(true)
  ;(await place)[Symbol.dispose]()
})

test.each([
  ['one that starts more waits', 30, 11],
  ['one that starts a hundred processes runs beside nobody', 6, 100],
  ['nobody begins beside one that has the machine for itself', 100, 6],
])('%s', async (_, other, load) => {
  taken(Math.min(other, budget))
  const { place, isThere } = await pending(load)
  expect(isThere()).toBe(false)
  left(Math.min(other, budget))
  ;(await place)[Symbol.dispose]()
})

test.each([
  ['lets others begin while it is patient', 60_000, []],
  ['lets nobody begin after that', 0, ['claim']],
] as const)('who finds no room %s', async (_, patienceMs, stands) => {
  taken(10)
  const { place, isThere } = await pending(budget, patienceMs)
  expect(isThere()).toBe(false)
  const own = readdirSync(join(dir, '.slots', 'executions')).filter((name) =>
    name.includes(`-${process.pid}-`),
  )
  expect(own.map((name) => name.split('-')[0])).toEqual(stands)
  left(10)
  ;(await place)[Symbol.dispose]()
})

test('nobody begins while another has lost patience', async () => {
  taken(budget, 'claim')
  const { place, isThere } = await pending(6)
  expect(isThere()).toBe(false)
  rmSync(markOf('claim', budget), { recursive: true })
  ;(await place)[Symbol.dispose]()
})

test('the place of a dead process does not count', async () => {
  taken(budget, 'run', { pid: 2 ** 22 - 1 })
  const { isThere } = await pending(budget)
  expect(isThere()).toBe(true)
})

test.skipIf(process.platform !== 'linux')('nor does it when another process bears its pid now', async () => {
  taken(budget, 'run', { started: '1' })
  const { isThere } = await pending(budget)
  expect(isThere()).toBe(true)
})

test('a run that is given up does not wait on, and leaves no mark', async () => {
  taken(10)
  const controller = new AbortController()
  const place = takeSlot(dir, { load: budget, budget, signal: controller.signal, patienceMs: 0 })
  controller.abort()
  await expect(place).rejects.toThrow('aborted')
  expect(readdirSync(join(dir, '.slots', 'executions'))).toHaveLength(1)
})

test('one system is set up at a time, beside executions that go on', async () => {
  taken(budget)
  const first = await takeSetUp(dir, signal)
  const other = join(dir, '.slots', 'set-up', `run-1-${process.ppid}-`)
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
