import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'

const main = fileURLToPath(new URL('cli/main.ts', import.meta.url))
const { PATH, NODE_COMPILE_CACHE } = process.env
const folder = mkdtempSync(join(tmpdir(), 'gameday-users-'))
afterAll(() => rmSync(folder, { recursive: true }))

test.each([
  ['process.exit(0)', 'ended the process with code 0: nothing was run'],
  ['process.exit(3)', 'ended the process with code 3: nothing was run'],
  ['await new Promise(() => {})', 'waits for something that never comes: nothing was run'],
  ["throw new Error('boom')", 'cannot be loaded: boom'],
  ["export default { get targets() { throw new Error('lazy') } }", 'cannot be read: lazy'],
  [
    "setTimeout(() => { throw new Error('late') }); await new Promise((done) => setTimeout(done, 200))",
    'throws, outside of what is waited for: late',
  ],
])("a configuration with %s is the user's, and nothing run is not 0", { timeout: 90_000 }, (text, words) => {
  writeFileSync(join(folder, 'own.config.ts'), text)
  // A run loads more, which takes 3 s: once is enough.
  const commands =
    text === 'process.exit(0)' ? [['list'], ['run', 'relay/rst', '--out', join(folder, 'out')]] : [['list']]
  for (const args of commands) {
    const argv = [main, ...args, '--target', 'x', '--config', 'own.config.ts']
    const { status, stderr } = spawnSync(process.execPath, argv, {
      cwd: folder,
      encoding: 'utf8',
      env: { PATH, NODE_COMPILE_CACHE },
    })
    expect(stderr).toContain(`gameday: own.config.ts ${words}`)
    expect([status, stderr.includes('internal error')]).toEqual([64, false])
  }
})

test.each([
  ['process.exit(0)', 'ended the process with code 0: nothing was run'],
  ["throw new Error('boom')", 'cannot be loaded: boom'],
])("a scenario with %s is the user's", { timeout: 90_000 }, (text, words) => {
  const file = join(folder, 'own.scenario.ts')
  writeFileSync(file, text)
  const script = `
    import { exit } from ${JSON.stringify(new URL('cli/exit.ts', import.meta.url).href)}
    import { importScenario } from ${JSON.stringify(new URL('scenario/catalogue.ts', import.meta.url).href)}
    process.exit(await exit(() => importScenario(${JSON.stringify(file)})))`
  const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    encoding: 'utf8',
    env: { PATH, NODE_COMPILE_CACHE },
  })
  expect(stderr).toContain(`own.scenario.ts ${words}`)
  expect([status, stderr.includes('internal error')]).toEqual([64, false])
})
