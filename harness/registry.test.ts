import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { Registry } from './registry.ts'

const folder = mkdtempSync(join(tmpdir(), 'gameday-registry-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** A file that adds `name` when it is loaded, and again each time that its function is called. */
async function definer(file: string, name: string): Promise<(registry: Registry<string>) => void> {
  const path = join(folder, file)
  writeFileSync(path, `export const define = (registry) => registry.add('${name}', '${file}', 0)\n`)
  return (await import(pathToFileURL(path).href)).define
}

test('what two files define under one name is refused with both', async () => {
  const registry = new Registry<string>('metric')
  const [first, second] = [await definer('a.mjs', 'kettle'), await definer('b.mjs', 'kettle')]
  first(registry)
  expect(() => second(registry)).toThrow(/metric 'kettle' is defined twice, in .*a\.mjs and in .*b\.mjs/)
  expect(registry.get('kettle')).toBe('a.mjs')
})

test('a file that is loaded again defines again', async () => {
  const registry = new Registry<string>('metric')
  const define = await definer('c.mjs', 'teapot')
  define(registry)
  define(registry)
  expect(registry.names()).toEqual(['teapot'])
})
