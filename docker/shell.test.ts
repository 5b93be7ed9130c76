import { expect, test } from 'vitest'
import { shell } from './shell.ts'

const words = ["it's", '$HOME', 'a b', '']

test('values are words, whatever is in them', async () => {
  expect(await shell()`printf ${'%s|'} ${words} ${'; exit 1'}`).toBe("it's|$HOME|a b||; exit 1|")
})

test('folder and environment are those asked for', async () => {
  expect(await shell({ cwd: '/', env: { NAME: 'ada' } })`pwd; echo $NAME`).toBe('/\nada\n')
})

test('a failure is one line with the last lines of output', async () => {
  const failing = shell()`sh -c ${'echo 1; echo 2; echo 3 >&2; echo 4; exit 7'}`
  await expect(failing).rejects.toThrow(/^sh failed \(exit code 7\): .*4/)
  await expect(shell()`no-such-program`).rejects.toThrow(/^no-such-program failed \(exit code 127\)/)
})
