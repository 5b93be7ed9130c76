import { expect, test } from 'vitest'
import { gameday } from './testing/command-line.ts'

test('without a word gameday shows a scenario of each system, and what to do next', {
  timeout: 300_000,
}, async () => {
  const { code, stdout } = await gameday([])
  expect(stdout).toMatch(/4 current versions held every limit\. \d+ broken variants detected\./)
  expect(stdout).toMatch(/report: .*index\.html/)
  expect(stdout).toMatch(/Next\n.*open the report/)
  expect(stdout).toContain('npm run gameday -- list')
  expect(code).toBe(0)
})
