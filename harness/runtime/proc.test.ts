import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setImmediate as turn } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { hasEnded, lives, readSockets, stateOf } from './proc.ts'
import { sendTo } from './processes/child.ts'

/** Above the largest pid that Linux gives (PID_MAX_LIMIT, 4,194,304). */
const nobody = 4_194_305

test('the sockets of a process that is gone are an error of the one who asks, and no rejection that nobody hears', async () => {
  const unheard: unknown[] = []
  const hear = (reason: unknown) => unheard.push(reason)
  process.on('unhandledRejection', hear)
  await expect(readSockets(nobody)).rejects.toThrow('ENOENT')
  // The file system's threads answer within some turns; a rejection would be told in the next one.
  for (let i = 0; i < 50; i++) await turn()
  process.off('unhandledRejection', hear)
  expect(unheard).toEqual([])
})

test.skipIf(process.platform !== 'linux')(
  'a process that has ended gets no signal, though the kernel takes it',
  async () => {
    // A shell that never asks how its child ended.
    const shell = spawn('/bin/sh', ['-c', 'sleep 0.1 & echo $!; exec sleep 30'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    onTestFinished(() => void shell.kill('SIGKILL'))
    const [first] = (await once(shell.stdout, 'data')) as [Buffer]
    const pid = Number(String(first))
    await expect.poll(() => hasEnded(pid)).toBe(true)
    expect(process.kill(pid, 0)).toBe(true)
    expect(lives(pid)).toBe(false)
    expect(sendTo(pid, 'SIGTERM')).toBe(false)
    expect(sendTo(shell.pid!, 'SIGCONT')).toBe(true)
  },
)

test('a process lives with its own start, not with that of one that had its pid before', () => {
  const { started } = stateOf(process.pid) ?? { started: '' }
  expect([lives(process.pid), lives(process.pid, started), lives(nobody)]).toEqual([true, true, false])
  if (started) expect(lives(process.pid, '1')).toBe(false)
})
