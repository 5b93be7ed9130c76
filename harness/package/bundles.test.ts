import { execFileSync } from 'node:child_process'
import { globSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { repoRoot } from '../../docker/paths.ts'
import { bundleInto, packedEntries, sourcesNow } from './bundles.ts'

let folder = ''
let out = ''
let services: Record<string, string> = {}
beforeAll(() => {
  mkdirSync(join(repoRoot, '.gameday'), { recursive: true })
  folder = mkdtempSync(join(repoRoot, '.gameday/bundles-'))
  out = join(folder, 'out')
  mkdirSync(out)
  writeFileSync(join(folder, 'word.ts'), "export const word: string = 'own'\n")
  const text = (name: string) => `import { createServer } from 'node:http'
import { encode } from 'dns-packet'
import { word } from './word.ts'
console.log('${name}', word, typeof encode, typeof createServer)
`
  const entry = (name: string) => {
    writeFileSync(join(folder, `${name}.ts`), text(name))
    return [name, relative(repoRoot, join(folder, `${name}.ts`))]
  }
  services = Object.fromEntries(['one', 'other'].map(entry))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const list = () => JSON.parse(readFileSync(join(out, 'bundles/services.json'), 'utf8'))

test('services share code of others and each has its own; copied as the list says, they run alone', {
  timeout: 60_000,
}, async () => {
  await bundleInto({ out, root: repoRoot, installed: [], services }, [])
  const { one, other } = list()
  expect(one.chunks).toEqual(other.chunks)
  const shared = one.chunks.map((name: string) => readFileSync(join(out, 'bundles', name), 'utf8')).join('')
  expect([shared.includes('"own"'), shared.includes('SSHFP')]).toEqual([false, true])
  const alone = mkdtempSync(join(folder, 'alone-'))
  for (const name of ['one.mjs', ...one.chunks])
    writeFileSync(join(alone, name), readFileSync(join(out, 'bundles', name)))
  const printed = execFileSync(process.execPath, [join(alone, 'one.mjs')], { encoding: 'utf8' })
  expect(printed.trim()).toBe('one own function function')
})

test('the list says of which sources each service was made', { timeout: 60_000 }, async () => {
  const before = list()
  expect(await sourcesNow(repoRoot, services)).toEqual({
    one: before.one.sources,
    other: before.other.sources,
  })
  writeFileSync(join(folder, 'one.ts'), "import { word } from './word.ts'\nconsole.log(word)\n")
  const { one, other } = await sourcesNow(repoRoot, services)
  expect([one === before.one.sources, other === before.other.sources]).toEqual([false, true])
  writeFileSync(join(folder, 'word.ts'), "export const word: string = 'changed'\n")
  expect((await sourcesNow(repoRoot, services)).other).not.toBe(before.other.sources)
})

test('every service that has an image here is in the package', () => {
  const entries = globSync('docker/*/main.ts', { cwd: repoRoot })
  expect(Object.values(packedEntries).sort()).toEqual([...entries, 'harness/toxiproxy/main.ts'].sort())
  const images = Object.keys(packedEntries).map((name) => join(repoRoot, 'docker', name, 'Dockerfile'))
  // Of what is staged for it, also the files that it shares with others.
  expect(images.filter((file) => !readFileSync(file, 'utf8').includes('COPY *.mjs /srv/'))).toEqual([])
})

test('no module of BullMQ is imported for what it does', () => {
  const modules = join(repoRoot, 'node_modules/bullmq/dist/esm')
  const files = globSync('**/*.js', { cwd: modules })
  expect(files.length).toBeGreaterThan(100)
  const bare = /^import\s*['"]|^\s*(?:globalThis|Object\.prototype|\w+\.prototype)[.\w]*\s*=/m
  expect(files.filter((file) => bare.test(readFileSync(join(modules, file), 'utf8')))).toEqual([])
})

test('nothing but bundles is left of the making', () => {
  expect(readdirSync(out)).toEqual(['bundles'])
})
