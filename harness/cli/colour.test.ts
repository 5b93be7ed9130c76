import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import { canRedraw, hasColours } from './colour.ts'

const terminal = { isTTY: true }
const pipe = {}

test.each([
  ['a terminal', terminal, {}, true],
  ['a pipe', pipe, {}, false],
  ['a pipe of a CI system', pipe, { CI: 'true' }, false],
  ['a terminal that only prints', terminal, { TERM: 'dumb' }, false],
  ['a terminal of somebody who wants none', terminal, { NO_COLOR: '1' }, false],
  ['a terminal, NO_COLOR being empty', terminal, { NO_COLOR: '' }, true],
  ['a pipe that is to have them', pipe, { FORCE_COLOR: '1' }, true],
  ['what both variables are set for', pipe, { FORCE_COLOR: '1', NO_COLOR: '1' }, true],
  ['a terminal that is to have none', terminal, { FORCE_COLOR: '0' }, false],
])('%s: %#', (_, output, env, expected) => {
  expect(hasColours(output, env)).toBe(expected)
})

test('lines are drawn again on a terminal that can, whatever colours it has', () => {
  expect(canRedraw(terminal, { TERM: 'xterm', NO_COLOR: '1' })).toBe(true)
  expect(canRedraw(terminal, { TERM: 'dumb', FORCE_COLOR: '1' })).toBe(false)
  expect(canRedraw(pipe, { TERM: 'xterm', FORCE_COLOR: '1' })).toBe(false)
})

const folder = mkdtempSync(join(tmpdir(), 'gameday-colour-'))
afterAll(() => rmSync(folder, { recursive: true }))

const ESC = '\u001b'
const hasScript = spawnSync('script', ['--version']).status === 0

describe.skipIf(process.platform !== 'linux' || !hasScript)('at a terminal', { timeout: 90_000 }, () => {
  const main = fileURLToPath(new URL('main.ts', import.meta.url))
  /** `script` gives its command a terminal for all that is not sent elsewhere. */
  function atTerminal(command: string, env: Record<string, string> = {}) {
    const { PATH, NODE_COMPILE_CACHE } = process.env
    const { stdout } = spawnSync('script', ['-qec', `${process.execPath} ${main} ${command}`, '/dev/null'], {
      encoding: 'utf8',
      env: { PATH, NODE_COMPILE_CACHE, SHELL: '/bin/sh', TERM: 'xterm', ...env },
    })
    return stdout
  }

  test('there are colours, unless it only prints or somebody wants none', () => {
    expect(atTerminal('list')).toContain(ESC)
    expect(atTerminal('list', { TERM: 'dumb' })).not.toContain(ESC)
    expect(atTerminal('list', { NO_COLOR: '1' })).not.toContain(ESC)
  })

  test('what goes elsewhere has none, on CI as well', () => {
    const file = join(folder, 'list')
    expect(atTerminal(`list > ${file}`, { CI: 'true' })).toBe('')
    const text = readFileSync(file, 'utf8')
    expect(text).toContain('relay/rst')
    expect(text).not.toContain(ESC)
  })
})
