import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'

const main = fileURLToPath(new URL('main.ts', import.meta.url))

/** Lists the scenarios for a target of this configuration. */
function list(configuration: string) {
  const dir = mkdtempSync(join(tmpdir(), 'gameday-ended-'))
  onTestFinished(() => rmSync(dir, { recursive: true }))
  const config = join(dir, 'gameday.config.ts')
  writeFileSync(config, configuration)
  return spawnSync(process.execPath, [main, 'list', '--target', 'example', '--config', config], {
    encoding: 'utf8',
    timeout: 20_000,
  })
}

test.each([
  [
    'while it is loaded',
    'process.exit(0)',
    64,
    /gameday\.config\.ts cannot be loaded: it calls process\.exit/,
  ],
  [
    'in a timer while it is loaded',
    'setImmediate(() => process.exit(0)); await new Promise(() => {})',
    64,
    /it calls/,
  ],
  ['when it is read', 'export default { get targets() { process.exit(0) } }', 2, /nothing is proven/],
  [
    'by an error when it is read',
    'export default { get targets() { throw "boom" } }',
    64,
    /config\.ts cannot be read: boom/,
  ],
  ['never, and nothing goes on', 'await new Promise(() => {})', 13, /unsettled top-level await/],
])('a configuration that ends the process %s is never exit 0', (_, configuration, code, words) => {
  const { status, stderr } = list(configuration)
  expect({ status, stderr }).toEqual({ status: code, stderr: expect.stringMatching(words) })
})
