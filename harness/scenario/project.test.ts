import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { findConfigFile } from '../targets/load-config.ts'
import { findProject, isOwn, ownProject } from './project.ts'

function folderWith(name: string, config: string): string {
  const root = mkdtempSync(join(tmpdir(), 'gameday-project-'))
  onTestFinished(() => rmSync(root, { recursive: true }))
  writeFileSync(join(root, name), config)
  return root
}

test.each(['gameday.config.ts', 'gameday.config.js', 'gameday.config.mjs'])(
  '%s is found from below',
  (name) => {
    const root = folderWith(name, '')
    const below = join(root, 'a', 'b')
    mkdirSync(below, { recursive: true })
    expect(findConfigFile(below)).toBe(join(root, name))
  },
)

test('what a configuration leaves away has its default', async () => {
  const root = folderWith('gameday.config.mjs', 'export default {}')
  expect(await findProject(join(root, 'gameday.config.mjs'))).toEqual({
    root,
    configFile: join(root, 'gameday.config.mjs'),
    scenarios: ['scenarios/**/*.scenario.{ts,js,mjs}'],
    reports: join(root, 'reports'),
    defaults: {},
    guard: [],
  })
})

test('what it says is taken, from its folder', async () => {
  const text =
    "import { defineConfig } from 'gameday/config'\nexport default defineConfig({ scenarios: ['x/*.js'], reports: '../out', defaults: { repeat: 3 } })"
  const root = folderWith('own.config.ts', text)
  expect(await findProject(join(root, 'own.config.ts'))).toMatchObject({
    scenarios: ['x/*.js'],
    reports: join(root, '../out'),
    defaults: { repeat: 3 },
  })
})

test.each([
  ['{ scenarios: 5 }', 'scenarios: write a glob, or a list of globs'],
  ["{ defaults: { runtime: 'vm' } }", 'defaults.runtime: Invalid option'],
  ['{ scenario: [] }', 'Unrecognized key: "scenario"'],
])('%s is refused with its path', async (config, message) => {
  const root = folderWith('gameday.config.mjs', `export default ${config}`)
  await expect(findProject(join(root, 'gameday.config.mjs'))).rejects.toThrow(message)
})

test('targets that are described elsewhere are for the scenarios of the checkout', async () => {
  const root = folderWith('gameday.config.mjs', 'export default {}')
  const file = join(root, 'gameday.config.mjs')
  expect(await findProject(file, true)).toEqual({ ...ownProject, configFile: file })
})

test('in a checkout of gameday a configuration only describes targets', async () => {
  expect(isOwn(await findProject())).toBe(true)
  const example = 'scenarios/targets/example/gameday.config.ts'
  expect(await findProject(example)).toEqual({ ...ownProject, configFile: join(ownProject.root, example) })
})
