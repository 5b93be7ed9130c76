import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { repoRoot } from '../../docker/paths.ts'
import { copyDeclarations, declaredPackages } from './declarations.ts'

const folder = mkdtempSync(join(tmpdir(), 'gameday-declarations-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test.each(declaredPackages)('the declarations of %s are there, with all that they import', (name) => {
  const main = copyDeclarations(name, repoRoot, folder)
  expect(relative(join(folder, name), main)).not.toContain('..')
  const text = readFileSync(`${main}.d.ts`, 'utf8')
  const imported = [...text.matchAll(/from ['"](\.[^'"]+)['"]/g)].map(([, path]) => join(main, '..', path!))
  expect(imported.length).toBeGreaterThan(2)
  const missing = imported.filter((path) => !['.d.ts', '/index.d.ts'].some((end) => existsSync(path + end)))
  expect(missing).toEqual([])
  expect(JSON.parse(readFileSync(join(folder, name, 'package.json'), 'utf8'))).toEqual({ type: 'commonjs' })
})
