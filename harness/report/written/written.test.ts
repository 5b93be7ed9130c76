import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { plainRun, result } from '../fixtures/run.ts'
import { writtenSection } from '../html/written.ts'
import { RESULTS_SCHEMA } from '../results.ts'
import { summaryMarkdown } from '../text/markdown.ts'
import { readWrittenOf } from './written.ts'

let dir = ''
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'gameday-written-'))
})
afterEach(() => rmSync(dir, { recursive: true }))

const write = (name: string, text: string, folder = dir) => {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, name), text)
}
const herd =
  '- {id: herd, title: All at once, severity: high, owner: team-a, link: "https://example.org/1"}\n'

describe('what people write beside a run', () => {
  it('is nothing where they wrote nothing', () => {
    expect(readWrittenOf(dir)).toEqual({})
    expect(writtenSection({}).text).toBe('')
  })

  it('may look as the page on the report shows it', () => {
    const page = readFileSync(join(import.meta.dirname, '../../../docs/report.md'), 'utf8')
    write('findings.yaml', /^```yaml\n(.*?)^```/ms.exec(page)![1]!)
    const { findings, leftOut } = readWrittenOf(dir)
    expect(leftOut).toBeUndefined()
    expect(findings?.map(({ id, severity, status }) => [id, severity, status])).toEqual([
      ['backoff-ceiling', 'high', 'new'],
      ['stale-entries', 'medium', 'fixed'],
    ])
  })

  it('is new, ongoing or fixed against the baseline', () => {
    const baseline = join(dir, 'nights')
    write(
      'findings.yaml',
      `${herd}- {id: gone, title: Gone}\n- {id: said, title: Said}\n`,
      join(baseline, 'night-1'),
    )
    write('findings.yaml', `${herd}- {id: said, title: Said, fixed: true}\n- {id: fresh, title: Fresh}\n`)
    const { findings } = readWrittenOf(dir, baseline)
    expect(findings!.map(({ id, status }) => [id, status])).toEqual([
      ['fresh', 'new'],
      ['herd', 'ongoing'],
      ['said', 'fixed'],
      ['gone', 'fixed'],
    ])
  })

  it.each([
    ['- {id: a, title: [', /^findings\.yaml is left out: .*at line 1/],
    ['- {id: a}', /^findings\.yaml is left out: 0\.title: /],
    ['- {id: a, title: A, link: "javascript:alert(1)"}', /0\.link: Invalid URL/],
    ['- {id: a, title: A, sevirity: low}', /sevirity/],
    ['- {id: a, title: A}\n- {id: a, title: B}', /two findings have the id a/],
    ['x: 1', /expected array/],
  ])('is named and left out where it is damaged: %s', (text, why) => {
    write('findings.yaml', text)
    write('notes.md', 'still here')
    const { findings, notes, leftOut } = readWrittenOf(dir)
    expect(findings).toBeUndefined()
    expect(notes).toBe('still here')
    expect(leftOut).toEqual([expect.stringMatching(why)])
  })

  it('is shown as text in page and summary, without secrets', () => {
    const hostile = '<script>alert(1)</script> @team https://evil.example token=abcdef0123456789abcdef'
    write('findings.yaml', `- {id: h, title: ${JSON.stringify(hostile)}, link: "https://example.org/a>b"}\n`)
    write('notes.md', hostile)
    const written = readWrittenOf(dir)
    const page = writtenSection(written).text
    const summary = summaryMarkdown({ schema: RESULTS_SCHEMA, run: plainRun, scenarios: [result()], written })
    expect(page).toContain('&lt;script&gt;')
    expect(page).not.toMatch(/<script|abcdef0123456789/)
    expect(summary).not.toMatch(/<script|[^\\]@team|https:\/\/evil|abcdef0123456789/)
    expect(summary).toContain('**new**: [')
    expect(summary).toContain('](<https://example.org/a%3Eb>)')
  })

  it('stays as it is', () => {
    write('findings.yaml', herd)
    readWrittenOf(dir)
    expect(readFileSync(join(dir, 'findings.yaml'), 'utf8')).toBe(herd)
  })
})
