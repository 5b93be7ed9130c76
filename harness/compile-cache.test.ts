import { execFileSync } from 'node:child_process'
import { getCompileCacheDir } from 'node:module'
import { expect, test } from 'vitest'
import { compileCacheEnvironment } from './compile-cache.ts'

test('another process uses the very folder that this one uses', () => {
  expect(getCompileCacheDir()).toEqual(expect.any(String))
  const { NODE_COMPILE_CACHE: _, ...others } = process.env
  const script = 'console.log(require("node:module").getCompileCacheDir())'
  const env = { ...others, ...compileCacheEnvironment() }
  expect(execFileSync(process.execPath, ['-e', script], { encoding: 'utf8', env })).toBe(
    `${getCompileCacheDir()}\n`,
  )
})
