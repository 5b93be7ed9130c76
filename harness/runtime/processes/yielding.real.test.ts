import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { expect, onTestFinished, test } from 'vitest'
import { Yielding } from './yielding.ts'

const shared = existsSync('/proc/self/autogroup') && process.getuid?.() === 0
const niceOf = (pid: number) =>
  Number(readFileSync(`/proc/${pid}/autogroup`, 'utf8').trim().split(' ').at(-1))

function session(): number {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], {
    detached: true,
    stdio: 'ignore',
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  return child.pid!
}

test.skipIf(!shared)('services yield until their system has settled; later ones do not', () => {
  const [early, late] = [session(), session()]
  const yielding = new Yielding()
  yielding.started(early)
  expect(niceOf(early)).toBe(5)
  yielding.end()
  yielding.started(late)
  expect([niceOf(early), niceOf(late)]).toEqual([0, 0])
})

test.skipIf(!shared)(
  'those of a system that gives way do so all the time, a little less once it has settled',
  () => {
    const [early, late] = [session(), session()]
    const yielding = new Yielding({ always: true })
    yielding.started(early)
    expect(niceOf(early)).toBe(5)
    yielding.end()
    yielding.started(late)
    expect([niceOf(early), niceOf(late)]).toEqual([3, 3])
  },
)

test('a process that has ended is nothing to it', () => {
  // Above the largest pid that Linux gives.
  expect(() => new Yielding().started(4_194_305)).not.toThrow()
})
