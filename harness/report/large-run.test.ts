import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { drainJournal } from '../analysis/fixtures/drain.ts'
import { buildReport } from './build.ts'
import { runFolder } from './fixtures/run.ts'

const executions = (count: number) =>
  Array.from({ length: count }, (_, index) =>
    drainJournal({
      variant: index === 0 ? 'current' : 'drain=none',
      hosts: 2,
      header: { repetition: index + 1 },
    }).sorted(),
  )

const idsIn = (page: string) => new Set(Array.from(page.matchAll(/ id="([^"]+)"/g), ([, id]) => id))
const linksIn = (page: string) => Array.from(page.matchAll(/ href="([^"]+)"/g), ([, link]) => link!)

async function pagesOf(count: number) {
  const dir = runFolder(executions(count))
  onTestFinished(() => rmSync(dir, { recursive: true }))
  const { unwritten } = await buildReport(dir)
  expect(unwritten).toEqual([])
  const read = (file: string) => readFileSync(join(dir, file), 'utf8')
  const links = linksIn(read('index.html'))
  return { read, links, pages: [...new Set(links.filter((link) => link.startsWith('scenarios/')))] }
}

test('the page of a large run leaves out how its detected variants went, and a page of the scenario has it', {
  timeout: 60_000,
}, async () => {
  const { read, pages } = await pagesOf(61)
  expect(pages).toHaveLength(1)
  const [whole, own] = [read('index.html'), read(pages[0]!)]
  expect(whole.match(/<h4>Timeline/g)).toHaveLength(1)
  expect(own.match(/<h4>Timeline/g)).toHaveLength(61)
  expect(own.length).toBeGreaterThan(2 * whole.length)
  // Room for contents at the side, where there are some.
  expect([whole, own].map((page) => page.includes('<body class="beside">'))).toEqual([true, false])
  for (const page of [whole, own])
    for (const link of linksIn(page)) if (link.startsWith('#')) expect(idsIn(page)).toContain(link.slice(1))
  const back = linksIn(own).find((link) => link.includes('index.html'))!
  expect(idsIn(whole)).toContain(back.split('#')[1])
})

test('a small run has one page', async () => {
  const { read, pages } = await pagesOf(3)
  expect(pages).toEqual([])
  expect(read('index.html').match(/<h4>Timeline/g)).toHaveLength(3)
})
