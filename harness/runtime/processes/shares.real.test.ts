import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { expect, onTestFinished, test } from 'vitest'
import { Shares } from './shares.ts'

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

test.skipIf(!shared)(
  'services have a third of the weight until their system gets another share; later ones have that of the others',
  () => {
    const [early, late] = [session(), session()]
    const shares = new Shares()
    shares.started(early)
    expect(niceOf(early)).toBe(5)
    shares.set('whole')
    shares.started(late)
    expect([niceOf(early), niceOf(late)]).toEqual([0, 0])
    shares.set('half')
    expect([niceOf(early), niceOf(late)]).toEqual([3, 3])
    shares.ended(early)
    shares.set('whole')
    expect([niceOf(early), niceOf(late)]).toEqual([3, 0])
  },
)

test('a process that has ended is nothing to it', () => {
  // Above the largest pid that Linux gives.
  expect(() => new Shares().started(4_194_305)).not.toThrow()
})
