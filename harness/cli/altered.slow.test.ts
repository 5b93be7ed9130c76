import { cpSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { exitCode } from '../analysis/exit-code.ts'
import { alterations } from '../journal/fixtures/alterations.ts'
import { buildReport } from '../report/build.ts'
import { compareRuns } from '../report/comparison/compare.ts'
import { readFolder } from '../report/comparison/read-runs.ts'
import { renderComparison } from '../report/comparison/terminal.ts'
import { renderSummary } from '../report/terminal.ts'
import { type Ended, gameday } from './testing/command-line.ts'

let folder = ''
let ran: Ended
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gameday-sealed-'))
  const args = ['--runtime', 'processes', '--no-broken', '--seed', '1', '--out', join(folder, 'run')]
  ran = await gameday(['run', 'relay/redis-outage', ...args])
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A copy of the run, its only journal altered. */
function altered(name: string): string {
  const dir = mkdtempSync(join(folder, 'copy-'))
  cpSync(join(folder, 'run'), dir, { recursive: true })
  const [path = ''] = globSync(join(dir, 'scenarios', '**', 'journal.ndjson'))
  const lines = alterations[name]!(readFileSync(path, 'utf8').trimEnd().split('\n'))
  writeFileSync(path, `${lines.join('\n')}\n`)
  return dir
}

describe('the journal of a real run', () => {
  test('is intact, with all checks planned', async () => {
    const { scenarios } = JSON.parse(readFileSync(join(folder, 'run', 'results.json'), 'utf8'))
    expect(scenarios, ran.stderr).toMatchObject([{ seal: expect.stringMatching(/^[0-9a-f]{64}$/) }])
    expect(scenarios[0].reason ?? '').not.toMatch(/planned|altered/)
    const again = await gameday(['report', join(folder, 'run')])
    expect(again).toMatchObject({ code: ran.code })
    expect(again.stdout).not.toContain('altered')
  })

  test('altered: compare says so, report too, and ends with 2', async () => {
    const dir = altered('a limit edited')
    const compared = await gameday(['compare', join(folder, 'run'), dir])
    expect(compared.stdout, compared.stderr).toMatch(/^altered {4}run /m)
    const { code, stdout, stderr } = await gameday(['report', dir])
    expect({ code, stderr }).toEqual({ code: 2, stderr: '' })
    expect(stdout).toMatch(/^inconclusive .*journal altered: /m)
  })

  // What `compare` and `report` do, without a start of each.
  test.each(Object.keys(alterations))(
    '%s: every output says altered, and the exit code is 2',
    async (name) => {
      const dir = altered(name)
      const comparison = compareRuns(readFolder(join(folder, 'run')).runs, readFolder(dir).runs)
      expect(renderComparison(comparison, { colour: false })).toMatch(/^altered {4}run /m)
      const { results } = await buildReport(dir)
      expect(exitCode(results.scenarios)).toBe(2)
      expect(renderSummary(results, { colour: false })).toMatch(/^inconclusive .*journal altered: /m)
      const { scenarios } = JSON.parse(readFileSync(join(dir, 'results.json'), 'utf8'))
      expect(scenarios).toMatchObject([{ verdict: 'inconclusive', altered: expect.any(String) }])
      for (const file of ['index.html', 'summary.md', 'junit.xml', 'ctrf.json'])
        expect(readFileSync(join(dir, file), 'utf8'), file).toMatch(/altered/i)
    },
  )
})
