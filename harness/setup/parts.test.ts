import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'

const parts = new URL('parts.mjs', import.meta.url).href

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gameday-test-'))
  // Stands in for the machine's own: says what it was asked for.
  writeFileSync(join(folder, 'apt-get'), `#!/bin/sh\necho "$@" >> ${folder}/asked\n`)
  chmodSync(join(folder, 'apt-get'), 0o755)
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** On a machine whose PATH has apt-get alone, so that redis-server is missing. */
function ensureParts(install: boolean): { stderr: string; asked: string } {
  const script = `import { ensureParts } from ${JSON.stringify(parts)}; await ensureParts({ install: ${install} })`
  const { stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    encoding: 'utf8',
    env: { PATH: folder },
  })
  const path = join(folder, 'asked')
  return { stderr, asked: existsSync(path) ? readFileSync(path, 'utf8') : '' }
}

describe.skipIf(process.platform !== 'linux' || process.getuid?.() !== 0)('parts, as root on Debian', () => {
  test('every command is printed before any is run, with the way to leave it', () => {
    const { stderr, asked } = ensureParts(true)
    expect(stderr).toMatch(/^gameday: missing: redis-server.*--no-install or GAMEDAY_NO_INSTALL=1/)
    const commands = asked.trim().split('\n')
    expect(commands).toContain('install -y -qq --no-install-recommends redis-server')
    for (const command of commands) expect(stderr).toContain(`\n           apt-get ${command}\n`)
  })

  test('without installing, the commands are said and none is run', () => {
    const { stderr, asked } = ensureParts(false)
    expect(asked).toBe('')
    expect(stderr).toMatch(
      /^gameday: missing: redis-server.*install with: apt-get update -qq && apt-get install .*redis-server/,
    )
    expect(stderr).toContain('skips the scenarios that need them')
  })
})

test('--no-install is taken off the arguments of the command', () => {
  const start = new URL('start.mjs', import.meta.url).pathname
  const { status, stdout } = spawnSync(
    process.execPath,
    [start, 'gameday', 'list', '--no-install', '--json'],
    {
      encoding: 'utf8',
      env: { PATH: process.env.PATH, HOME: process.env.HOME },
    },
  )
  expect(status).toBe(0)
  expect(JSON.parse(stdout).length).toBeGreaterThan(10)
})
