import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { allFaults } from '../faults/faults.ts'
import { namesOf } from './door.ts'
import { referencePage } from './page.ts'

test('docs/reference.md is what the sources say: make it with `npm run reference`', async () => {
  const stored = readFileSync(new URL('../../docs/reference.md', import.meta.url), 'utf8')
  expect(stored).toBe(await referencePage())
})

test('every fault of the harness is in it', async () => {
  const page = await referencePage()
  const calls = allFaults().flatMap(({ injections }) => Object.keys(injections))
  expect(calls.length).toBeGreaterThan(20)
  expect(calls.filter((call) => !page.includes(`### \`faults.${call}\``))).toEqual([])
})

test('every name on the door says what it is', () => {
  const names = namesOf('door.ts')
  expect(names.length).toBeGreaterThan(150)
  expect(names.filter(({ doc }) => doc === '').map(({ name }) => name)).toEqual([])
})
