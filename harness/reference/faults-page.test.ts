import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { allFaults } from '../faults/faults.ts'
import { faultsPage } from './faults-page.ts'

test('docs/faults.md is what the sources say: make it with `npm run reference`', async () => {
  const stored = readFileSync(new URL('../../docs/faults.md', import.meta.url), 'utf8')
  expect(stored).toBe(await faultsPage())
})

test('every fault has a row, and one below a proxy says what it needs and how it is seen to act', async () => {
  const rows = (await faultsPage()).split('\n').filter((line) => line.startsWith('| `'))
  const calls = allFaults().flatMap(({ injections, needs }) =>
    Object.keys(injections).map((call) => ({ call, needs })),
  )
  expect(calls.length).toBeGreaterThan(30)
  for (const { call, needs } of calls) {
    const row = rows.find((line) => line.startsWith(`| \`${call}\` |`))
    expect(row, call).toBeDefined()
    if (needs) expect(row).toMatch(new RegExp(`\\| ${needs} \\|.*\\| [^|–]+ \\|$`))
  }
})
