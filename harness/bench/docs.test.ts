import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { withPart } from './docs.ts'
import { Sheet } from './sheet.ts'

const read = (page: string) => readFileSync(new URL(`../../docs/${page}.md`, import.meta.url), 'utf8')

test.each([
  ...['steady-state', 'probe', 'report', 'live', 'hour', 'toxiproxy', 'wire', 'scenarios'].map((part) => [
    'performance',
    part,
  ]),
  ['scale', 'scale'],
  ['scale', 'intake'],
  ['scale', 'directory'],
] as [string, string][])(
  'docs/%s.md has a place for %s, and nothing else of the page changes',
  (name, part) => {
    const page = read(name)
    const once = withPart(page, part, '| new |')!
    expect(once).toContain('| new |')
    expect(withPart(once, part, '| newer |')!.replace('| newer |', '| new |')).toBe(once)
    const outside = (text: string) => text.replace(new RegExp(`<!-- ${part}:.*<!-- /${part} -->`, 's'), '')
    expect(outside(once)).toBe(outside(page))
  },
)

test('a page without the place is left alone', () => {
  expect(withPart('# Performance', 'report', '')).toBeUndefined()
})

test('what is measured is a line on the terminal and a row of the table', () => {
  const lines: string[] = []
  const sheet = new Sheet((line) => lines.push(line))
  expect(sheet.markdown()).toBe('')
  sheet.measured({ what: 'page', aim: '≤ 3 MB', value: '2.4 MB' })
  sheet.table([
    ['', 'Gbit/s'],
    ['ours', '12'],
  ])
  expect(lines).toEqual(['page: 2.4 MB (aim ≤ 3 MB)', '      Gbit/s', 'ours  12'])
  expect(sheet.markdown()).toBe(
    '|  | aim | measured |\n| --- | --- | --- |\n| page | ≤ 3 MB | 2.4 MB |\n\n|  | Gbit/s |\n| --- | --- |\n| ours | 12 |',
  )
})
