import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { repoRoot } from '../../docker/paths.ts'
import manifest from '../../package.json' with { type: 'json' }
import { bundleInto } from './bundles.ts'
import { importedNames, installedWith, vendoredPackages } from './vendored.ts'

let folder = ''
let out = ''
beforeAll(() => {
  mkdirSync(join(repoRoot, '.gameday'), { recursive: true })
  folder = mkdtempSync(join(repoRoot, '.gameday/vendored-'))
})
beforeEach(() => {
  out = mkdtempSync(join(folder, 'out-'))
  mkdirSync(join(out, 'part'))
  writeFileSync(join(out, 'package.json'), '{ "type": "module" }')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const write = (text: string) => writeFileSync(join(out, 'part/file.js'), text)
const installed = ['zod']

test('code of a package is beside what imports it, CommonJS as modules, and runs', {
  timeout: 60_000,
}, async () => {
  write(`import { scaleLinear as linear } from 'd3-scale';
import toxiproxy from 'toxiproxy-node-client';
import {
  decode,
  encode,
} from 'dns-packet';
import 'reflect-metadata';
export async function later() {
  const { Client } = await import('pg');
  return Client.name;
}
export const ticks = linear().domain([0, 10]).ticks(2);
export const asked = decode(encode({ type: 'query', questions: [{ type: 'A', name: 'a.b' }] })).questions[0].name;
export const kind = typeof toxiproxy.Toxiproxy;
export const said = "import 'pg' says nothing";
`)
  const packages = ['d3-scale', 'toxiproxy-node-client', 'dns-packet', 'reflect-metadata', 'pg']
  await bundleInto({ out, root: repoRoot, installed, services: {} }, packages)
  const text = readFileSync(join(out, 'part/file.js'), 'utf8')
  for (const name of packages) expect(text).toContain(`'../bundles/${name}.mjs'`)
  expect(text).toContain(`"import 'pg' says nothing"`)
  const there = await import(pathToFileURL(join(out, 'part/file.js')).href)
  expect([there.ticks, there.asked, there.kind, await there.later()]).toEqual([
    [0, 5, 10],
    'a.b',
    'function',
    'Client',
  ])
  // Nothing is taken from where a user has no packages.
  expect(readFileSync(join(out, 'bundles/pg.mjs'), 'utf8')).not.toContain("'pg-")
})

test('a package that nobody would have is refused, and one that nothing imports', async () => {
  write("import { Pool } from 'undici';\n")
  await expect(bundleInto({ out, root: repoRoot, installed, services: {} }, [])).rejects.toThrow(
    'undici is imported, and npm would not install it',
  )
  write("import { z } from 'zod';\n")
  await expect(bundleInto({ out, root: repoRoot, installed, services: {} }, ['d3-scale'])).rejects.toThrow(
    'd3-scale is to go into the package, and nothing imports it',
  )
})

test('names are taken from every kind of import', () => {
  const names = importedNames([
    "import a from 'one';\nimport { b, c as d } from 'two';\nimport 'three';\n",
    "import { e } from 'two';\n  if (x) { const { f: g } = await import('two'); }\n",
  ])
  expect(Object.fromEntries([...names].map(([name, words]) => [name, [...words]]))).toEqual({
    one: ['default'],
    two: ['b', 'c', 'e', 'f'],
    three: [],
  })
})

test('what goes into the package is not installed beside it as well', () => {
  const names = vendoredPackages.map((name) => /^(?:@[^/]+\/)?[^/]+/.exec(name)![0])
  expect(Object.keys(manifest.devDependencies)).toEqual(expect.arrayContaining(names))
  expect(installedWith(manifest).filter((name) => names.includes(name))).toEqual([])
})
