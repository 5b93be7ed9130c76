import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'

const root = resolve(import.meta.dirname, '../..')

test('what docs/extending.md shows is what an editor takes', () => {
  const page = readFileSync(join(root, 'docs/extending.md'), 'utf8')
  const blocks = [...page.matchAll(/^```ts\n(import .*?)^```$/gms)].map(([, code]) => code!)
  expect(blocks.length).toBeGreaterThan(4)
  const folder = mkdtempSync(join(tmpdir(), 'gameday-extending-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  // The first one is what the others import.
  blocks.forEach(
    (code, index) => void writeFileSync(join(folder, index === 0 ? 'stock.ts' : `${index}.ts`), code),
  )
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({
      extends: join(root, 'tsconfig.json'),
      compilerOptions: { typeRoots: [join(root, 'node_modules/@types')] },
      // Kinds of events add themselves to the types of the door.
      include: ['*.ts', join(root, 'harness')],
      exclude: ['harness/report/page-script', 'harness/game-day/page/script'].map((path) => join(root, path)),
    }),
  )
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  const { status, stdout } = spawnSync(process.execPath, [tsc, '--project', folder], { encoding: 'utf8' })
  expect(stdout).toBe('')
  expect(status).toBe(0)
})
