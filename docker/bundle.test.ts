import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { bundle } from './bundle.ts'
import { repoRoot, stateDir } from './paths.ts'

let folder: string
let entry: string
const name = `bundle-test-${process.pid}`

beforeAll(() => {
  mkdirSync(stateDir, { recursive: true })
  folder = mkdtempSync(join(stateDir, 'bundle-test-'))
  entry = relative(repoRoot, join(folder, 'main.ts'))
  writeFileSync(join(folder, 'word.ts'), "export const word: string = 'first'\n")
  writeFileSync(join(folder, 'main.ts'), "import { word } from './word.ts'\nconsole.log(word)\n")
})

afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
  const bundles = join(stateDir, 'bundles')
  for (const file of readdirSync(bundles)) if (file.startsWith(name)) rmSync(join(bundles, file))
})

const run = async (file: string) => (await promisify(execFile)(process.execPath, [file])).stdout.trim()

it('makes one file that runs by itself', async () => {
  expect(await run((await bundle(name, entry)).file)).toBe('first')
})

it('does not build again while the sources stay', async () => {
  const { file } = await bundle(name, entry)
  const before = statSync(file).mtimeMs
  expect((await bundle(name, entry)).file).toBe(file)
  expect(statSync(file).mtimeMs).toBe(before)
})

it('builds again when an imported file has changed, and leaves the old bundle for those who run it', async () => {
  const old = await bundle(name, entry)
  writeFileSync(join(folder, 'word.ts'), "export const word: string = 'second one'\n")
  const fresh = await bundle(name, entry)
  expect(fresh.hash).not.toBe(old.hash)
  expect(await run(fresh.file)).toBe('second one')
  expect(await run(old.file)).toBe('first')
})

it('can be built by several at once', async () => {
  writeFileSync(join(folder, 'word.ts'), "export const word: string = 'third of them'\n")
  const bundles = await Promise.all(Array.from({ length: 5 }, () => bundle(name, entry)))
  expect(new Set(bundles.map(({ file }) => file)).size).toBe(1)
  expect(await run(bundles[0]!.file)).toBe('third of them')
})

it('builds again what is not what was built, as a cut off copy', async () => {
  const { file } = await bundle(name, entry)
  writeFileSync(file, "console.log('of somebody else')\n")
  expect(await run((await bundle(name, entry)).file)).toBe('third of them')
})

it('runs the bundles of its own folder, whatever folder its manifest names', async () => {
  const { file } = await bundle(name, entry)
  const other = join(folder, 'other.mjs')
  writeFileSync(other, "console.log('of another checkout')\n")
  const manifest = join(stateDir, 'bundles', `${name}.json`)
  const stored = readFileSync(manifest, 'utf8')
  expect(stored).not.toContain(repoRoot)
  writeFileSync(manifest, JSON.stringify({ ...JSON.parse(stored), file: other }))
  const again = await bundle(name, entry)
  expect(again.file).toBe(file)
  expect(await run(again.file)).toBe('third of them')
})

it('says in one line which service could not be built and why', async () => {
  await expect(bundle('ghost', 'docker/ghost/main.ts')).rejects.toThrow(
    /^ghost could not be bundled: Could not resolve "docker\/ghost\/main.ts"$/,
  )
})
