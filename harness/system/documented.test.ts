import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')

test('the code of docs/your-own-system.md is what runs in CI', () => {
  const page = read('docs/your-own-system.md')
  const blocks = [...page.matchAll(/^`(scenarios\/\S+)`:\n\n```ts\n(.*?)\n```$/gms)]
  expect(blocks.map(([, path]) => path)).toEqual([
    'scenarios/shop/shop.ts',
    'scenarios/shop/api-killed.scenario.ts',
  ])
  for (const [, path, code] of blocks) expect(`${code}\n`).toBe(read(path!))
})

test('the faults that take the place of toxics are there', () => {
  const faults = [...read('docs/coming-from-toxiproxy.md').matchAll(/faults\.(\w+)/g)].map(([, name]) => name)
  const reference = read('docs/reference.md')
  expect(faults.length).toBeGreaterThan(8)
  for (const fault of faults) expect(reference).toContain(`### \`faults.${fault}\``)
})

test('the code of docs/compose.md is what is run by a test', () => {
  const page = read('docs/compose.md')
  const own = (path: string) => read(`harness/system/compose/fixtures/shop/${path}`)
  expect(page).toContain(`\n\`\`\`yaml\n${own('compose.yaml')}\`\`\`\n`)
  const blocks = [...page.matchAll(/^`(scenarios\/\S+)`:\n\n```ts\n(.*?)```$/gms)]
  expect(blocks).toHaveLength(2)
  for (const [, path, code] of blocks) expect(code).toBe(own(path!))
})

test('the scenario on the first screen of the README is one that runs in CI', () => {
  const [, code] = /^```ts\n(.*?)\n```$/ms.exec(read('README.md'))!
  expect(read('scenarios/small-shop/api-killed.scenario.ts')).toContain(`\n${code}\n`)
})

test('a system, a scenario and two broken variants fit into one file of 45 lines', () => {
  const code = read('scenarios/small-shop/api-killed.scenario.ts')
  expect(code.trimEnd().split('\n').length).toBeLessThanOrEqual(45)
  expect(code.match(/failsOn/g)).toHaveLength(2)
})

test('its system, a scenario and its broken variants fit on one screen', () => {
  const code = read('scenarios/shop/shop.ts') + read('scenarios/shop/api-killed.scenario.ts')
  const lines = code.split('\n').filter((line) => line.trim() !== '' && !/^(import|\/\*\*)/.test(line))
  expect(lines.length).toBeLessThanOrEqual(60)
})
