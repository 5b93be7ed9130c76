import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { chooseBase, localTags } from '../../docker/images.ts'
import { HarnessError } from '../errors.ts'
import type { Results } from '../report/results.ts'
import { containersMissing } from '../runtime/fixtures/containers-missing.ts'
import { gameday } from './testing/command-line.ts'

const shop = fileURLToPath(new URL('../system/compose/fixtures/shop', import.meta.url))
const { skip, why } = await containersMissing()

/** Runs a project of a Compose file on a runtime. */
async function run(runtime: string) {
  const folder = mkdtempSync(join(tmpdir(), 'gameday-compose-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  cpSync(shop, join(folder, 'shop'), { recursive: true })
  const config = join(folder, 'shop/gameday.config.ts')
  const tags = skip ? [] : await localTags()
  const env = { NODE_BASE: chooseBase('node', tags).image, REDIS_BASE: chooseBase('redis', tags).image }
  const out = join(folder, 'run')
  const args = ['--config', config, '--runtime', runtime, '--retry-inconclusive', '2', '--out', out]
  const ended = await gameday(['run', ...args], { env })
  const read = () => {
    try {
      return JSON.parse(readFileSync(join(out, 'results.json'), 'utf8')) as Results
    } catch {
      throw new HarnessError(`no results: ${ended.stdout}${ended.stderr}`)
    }
  }
  return {
    ...ended,
    page: readFileSync(join(out, 'index.html'), 'utf8'),
    remarks: read().scenarios.map(({ remarks }) => remarks),
    verdicts: read().scenarios.map(({ variant, verdict, detected }) => ({ variant, verdict, detected })),
  }
}

test.skipIf(skip)(
  `a system of a Compose file holds, and its broken variant is detected${why}`,
  async () => {
    const { code, stdout, stderr, verdicts, remarks, page } = await run('containers')
    const leftOut = 'compose.yaml: restart (api): what ends stays down until the scenario restarts it'
    expect(stderr).toContain(leftOut)
    // Whoever reads the report later was not at the terminal.
    expect(remarks[0]).toContain(`not taken over: ${leftOut}`)
    expect(page).toContain(`not taken over: ${leftOut}`)
    expect(verdicts).toMatchObject([
      { variant: 'current', verdict: 'passed' },
      { variant: 'wait=500ms', detected: true },
    ])
    expect([code, stdout]).toEqual([0, expect.stringContaining('building gameday-compose/shop-api:')])
  },
  400_000,
)

test('on processes it is skipped, and says why', async () => {
  const { stdout, verdicts } = await run('processes')
  expect(new Set(verdicts.map(({ verdict }) => verdict))).toEqual(new Set(['skipped']))
  expect(stdout).toContain('services.api runs in containers only: it is described in')
})
