import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, describe, expect, test } from 'vitest'
import { packetsMissing } from '../runtime/packets/missing.ts'
import { gameday, userEnvironment } from './testing/command-line.ts'

const start = new URL('../setup/start.mjs', import.meta.url).pathname
const folder = mkdtempSync(join(tmpdir(), 'gameday-private-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Takes from root what other users do not have; others do not have it. */
const powerless =
  process.getuid?.() === 0
    ? ['setpriv', '--bounding-set=-net_admin,-sys_admin', '--inh-caps=-net_admin,-sys_admin']
    : ['env']

const namespaces = ['unshare', '--user', '--map-current-user', '--keep-caps', '--net', 'true']
const [program, ...rest] = [...powerless, ...namespaces]
const may =
  spawnSync(program!, rest).status === 0 && ((await packetsMissing()) ?? '').includes('nftables') === false
const why = may ? '' : ': this system lets nobody but root make namespaces, or has no nftables'

async function run(...args: string[]) {
  const [command, ...more] = [...powerless, process.execPath, start, 'gameday', 'run', ...args]
  const child = spawn(command!, more, { env: userEnvironment(), stdio: ['ignore', 'pipe', 'pipe'] })
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit'),
  ])
  return { code, stdout, stderr }
}

describe.skipIf(!may)(`somebody who may not change the network${why}`, () => {
  test('is told of --private-network by what is skipped, and has packet faults with it', async () => {
    const scenario = ['relay/half-open', '--no-broken', '--retry-inconclusive', '2']
    const without = await run(...scenario, '--runtime', 'processes', '--out', join(folder, 'without'))
    expect(without.stdout).toMatch(/^SKIPPED: .*`gameday run --private-network`/m)
    const within = await run(...scenario, '--private-network', '--out', join(folder, 'within'))
    expect(within.stdout).toMatch(/^PASS: /m)
    expect(within.code).toBe(0)
  })

  test.each([
    [['--runtime', 'containers'], '--private-network is for --runtime processes, not for containers'],
    [['--watch'], '--private-network hides the page of --watch from your browser'],
  ])('%s does not go with it', async (options, reason) => {
    const { code, stderr } = await run('relay/rst', '--private-network', ...options)
    expect([code, stderr]).toEqual([64, `gameday: ${reason}\n`])
  })
})

test('without the launcher the way out is named', async () => {
  const { code, stderr } = await gameday(['run', 'relay/rst', '--private-network'])
  expect(code).toBe(64)
  expect(stderr).toContain('works by `npx gameday run`')
})
