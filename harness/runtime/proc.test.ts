import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { readSockets } from './proc.ts'

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
