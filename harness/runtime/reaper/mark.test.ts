import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { expect, onTestFinished, test } from 'vitest'
import { markThisProcess, readMark, runOfMark, unmark } from './mark.ts'

const linux = process.platform === 'linux'

test.skipIf(!linux)('a mark goes on to a child without an environment, and comes off', async () => {
  expect(await markThisProcess('run-a')).toBe(true)
  const child = spawn('/usr/bin/env', ['-i', '/bin/sleep', '30'], { stdio: 'ignore', detached: true })
  onTestFinished(() => void child.kill('SIGKILL'))
  await expect.poll(() => readFileSync(`/proc/${child.pid}/cmdline`, 'utf8')).toContain('/bin/sleep')
  expect(await readMark(child.pid!)).toEqual({ run: runOfMark('run-a'), owner: process.pid })
  expect(await unmark(process.pid)).toBe(true)
  expect(await readMark(process.pid)).toBeUndefined()
  expect((await readMark(child.pid!))?.run).toBe(runOfMark('run-a'))
})

test.skipIf(!linux)('a process that nobody marked has no mark', async () => {
  const child = spawn('/bin/sleep', ['30'], { stdio: 'ignore' })
  onTestFinished(() => void child.kill('SIGKILL'))
  expect(await readMark(child.pid!)).toBeUndefined()
  expect(await readMark(4_194_305)).toBeUndefined()
})

test('two runs have two marks, well below "unlimited"', () => {
  expect(runOfMark('run-a')).not.toBe(runOfMark('run-b'))
  for (const id of ['run-a', 'run-b', '']) expect(runOfMark(id) >> 39n).toBe(1n)
})
