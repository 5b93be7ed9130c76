import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { main, userEnvironment } from './testing/command-line.ts'

/** `gameday init` at a terminal, at which these lines are typed. */
function initWith(lines: string) {
  const folder = mkdtempSync(join(tmpdir(), 'gameday-init-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  // `script` gives its command a terminal.
  const argv = ['-qec', `'${process.execPath}' '${main}' init`, '/dev/null']
  const { stdout, status } = spawnSync('script', argv, {
    cwd: folder,
    input: lines,
    encoding: 'utf8',
    env: userEnvironment(),
  })
  return { stdout, status, there: readdirSync(folder).sort() }
}

test.skipIf(process.platform !== 'linux')('init asks at a terminal', () => {
  expect(initWith('n\nno\n').there).toEqual(['.gitignore', 'gameday.config.mjs', 'scenarios'])
  expect(initWith('\n\n').there).toEqual(['.github', '.gitignore', 'gameday.config.ts', 'scenarios'])
})

test.skipIf(process.platform !== 'linux')('an answer that never comes writes nothing', () => {
  const { stdout, status, there } = initWith('y\n')
  expect([status, there]).toEqual([64, []])
  expect(stdout).toContain('no answer: nothing was written')
})
