import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import type { TestProject } from 'vitest/node'
import { besideScenarios } from './watched.ts'

const root = mkdtempSync(join(tmpdir(), 'gameday-watched-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const path = (name: string) => join(root, name)
const [one, two, other] = ['s/a/one.scenario.ts', 's/a/two.scenario.ts', 's/b/other.scenario.ts'].map(path)
for (const file of [one!, two!, other!]) {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, '')
}

const project = { root, scenarios: ['s/**/*.scenario.ts'], reports: path('reports'), defaults: {}, guard: [] }
const tested = path('s/a/tested.ts')
const moduleGraph = { getModulesByFile: (file: string) => (file === tested ? new Set([1]) : undefined) }
const projects = [{ vite: { environments: { ssr: { moduleGraph } } } }] as unknown as TestProject[]

test.each([
  ['a scenario', one!, [one]],
  ['a system beside two scenarios', path('s/a/system.ts'), [one, two]],
  ['a file elsewhere', path('src/index.ts'), undefined],
  ['a file above the scenarios', path('s/index.ts'), undefined],
  ['a file that tests import', tested, undefined],
])('%s runs what it belongs to', (_, file, scenarios) => {
  const { pattern, testsToRun } = besideScenarios(projects, project)
  const match = pattern.exec(file)!
  const found = testsToRun(file, match)
  expect(Array.isArray(found) ? found.sort() : found).toEqual(scenarios)
})

test('a journal is no source', () => {
  expect(besideScenarios(projects, project).pattern.test(path('reports/x/journal.ndjson'))).toBe(false)
})
