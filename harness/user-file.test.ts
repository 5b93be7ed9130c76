import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { UsageError } from './errors.ts'
import { importUserFile } from './user-file.ts'

function file(text: string): string {
  const dir = mkdtempSync(join(tmpdir(), 'user-file-'))
  onTestFinished(() => rmSync(dir, { recursive: true }))
  const path = join(dir, 'x.config.mjs')
  writeFileSync(path, text)
  return path
}

test.each([
  ['throws an error', "throw new Error('no token')", 'no token'],
  ['throws what is no error', "throw 'no token'", 'no token'],
  ['ends the process', 'process.exit(0)', 'it calls process.exit(0) while it is loaded'],
  ['ends it later', 'await 0; process.exit()', 'it calls process.exit() while it is loaded'],
])('a file that %s is the user’s', async (_, text, message) => {
  const exit = process.exit
  const loading = importUserFile(file(text), 'x.config.mjs')
  await expect(loading).rejects.toThrow(UsageError)
  await expect(loading).rejects.toThrow(`x.config.mjs cannot be loaded: ${message}`)
  expect(process.exit).toBe(exit)
})

test('one that is well gives what it exports', async () => {
  expect((await importUserFile(file('export default 5'), 'x')).default).toBe(5)
})
