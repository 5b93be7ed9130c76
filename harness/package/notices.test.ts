import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { repoRoot } from '../../docker/paths.ts'
import manifest from '../../package.json' with { type: 'json' }
import { bundledSources } from './bundled.ts'
import { noticesOf, noticesPage } from './notices.ts'

/** What lets everybody use and pass on code, as long as its notice goes with it. */
const permissive = ['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT', 'MIT-0']

test('the notices are of every package that is in a bundle, with its licence', {
  timeout: 60_000,
}, async () => {
  const notices = noticesOf(repoRoot, await bundledSources(repoRoot))
  const names = notices.map(({ name }) => name)
  expect(names).toEqual(expect.arrayContaining(['uplot', 'ioredis', 'ws', 'bullmq']))
  expect(notices.filter(({ licence }) => !permissive.includes(licence))).toEqual([])
  expect(notices.filter(({ text }) => !/copyright/i.test(text))).toEqual([])
  // `npm run notices` writes it.
  expect(readFileSync(join(repoRoot, 'THIRD-PARTY-NOTICES.md'), 'utf8')).toBe(noticesPage(notices))
})

test('licence and notices go into the package', () => {
  expect(manifest.files).toContain('THIRD-PARTY-NOTICES.md')
  // npm itself takes LICENSE along.
  const licence = readFileSync(join(repoRoot, 'LICENSE'), 'utf8')
  // One without the other says two things to whoever reads only one.
  expect(manifest.license === 'UNLICENSED').toBe(licence.includes('No licence is granted'))
})

test('a source belongs to the innermost package, with or without a scope', () => {
  const sources = ['docker/relay/main.ts', 'node_modules/ws/lib/receiver.js', 'node_modules/ws/lib/sender.js']
  expect(noticesOf(repoRoot, sources).map(({ name }) => name)).toEqual(['ws'])
})
