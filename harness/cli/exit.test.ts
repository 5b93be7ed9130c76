import { afterEach, expect, test, vi } from 'vitest'
import { HarnessError, UsageError } from '../errors.ts'
import { endWith, exit, exitCodes } from './exit.ts'

vi.spyOn(process.stderr, 'write').mockReturnValue(true)
afterEach(() => endWith(exitCodes.passed))

test('a broken system is 1, also where something else could not be told', async () => {
  const code = await exit(async () => {
    endWith(exitCodes.failed)
    throw new HarnessError('a scenario file could not be started')
  })
  expect(code).toBe(exitCodes.failed)
})

test.each([
  [new HarnessError('no port'), exitCodes.inconclusive],
  [new UsageError('no such option'), exitCodes.usage],
])('without one it is what the error says: %s', async (error, code) => {
  expect(await exit(() => Promise.reject(error))).toBe(code)
})
