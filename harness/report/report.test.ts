import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { drainJournal } from '../analysis/fixtures/drain.ts'
import { ns } from '../analysis/fixtures/journal.ts'
import type { JournalEvent } from '../journal/events.ts'
import { buildReport } from './build.ts'
import { readRuns } from './comparison/read-runs.ts'
import { drainJournals, keyOf, plainRun, runFolder, writeLog } from './fixtures/run.ts'
import { journalPath } from './layout.ts'
import { runContents } from './load.ts'
import { readRunFile } from './run-file.ts'
import { threadsFor } from './sections.ts'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

function folder(...args: Parameters<typeof runFolder>): string {
  const dir = runFolder(...args)
  folders.push(dir)
  return dir
}

function page(dir: string): string {
  return readFileSync(join(dir, 'index.html'), 'utf8')
}

describe('buildReport', () => {
  it('writes its files and nothing else', async () => {
    const dir = folder(drainJournals())
    const { results } = await buildReport(dir)
    expect(readdirSync(dir).sort()).toEqual([
      'badge.svg',
      'comment.md',
      'ctrf.json',
      'index.html',
      'junit.xml',
      'results.json',
      'run.json',
      'scenarios',
      'summary.md',
    ])
    expect(JSON.parse(readFileSync(join(dir, 'results.json'), 'utf8'))).toEqual(results)
  })

  it('writes what it can, and says what it could not', async () => {
    const dir = folder(drainJournals())
    // A folder in the page's place stands for a disk that is full after the small files.
    mkdirSync(join(dir, 'index.html'))
    const { results, unwritten } = await buildReport(dir)
    expect(unwritten).toEqual([expect.stringMatching(/index\.html cannot be written: .*EISDIR/)])
    expect(JSON.parse(readFileSync(join(dir, 'results.json'), 'utf8'))).toEqual(results)
    expect(readdirSync(dir).filter((name) => name.endsWith('.tmp'))).toEqual([])
    for (const name of ['summary.md', 'junit.xml', 'ctrf.json'])
      expect(existsSync(join(dir, name))).toBe(true)
  })

  it('gives results as the issue describes them', async () => {
    const { run, scenarios } = (await buildReport(folder(drainJournals()))).results
    expect(run).toMatchObject({
      id: 'run-1',
      seed: 42,
      runtime: 'processes',
      profile: 'compressed',
      commit: '0123456789abcdef',
    })
    expect(scenarios.map(({ variant, verdict, detected }) => [variant, verdict, detected])).toEqual([
      ['current', 'passed', undefined],
      ['backoff-ceiling=30s', 'failed', true],
      ['drain=none', 'failed', true],
    ])
    expect(scenarios[0]).toMatchObject({
      id: 'relay/sigint-drain',
      runtime: 'processes',
      checks: [
        { name: 'exit code', observed: 0, limit: 0, unit: 'code', uncertainty: 0, verdict: 'passed' },
        {},
        {},
        {},
      ],
    })
    expect(scenarios[2]?.checks.find(({ name }) => name === 'exit code')).toMatchObject({
      observed: 130,
      verdict: 'failed',
    })
  })

  it('makes a page that fetches nothing and runs no script but its own', async () => {
    const dir = folder(drainJournals())
    await buildReport(dir)
    const text = page(dir)
    expect(text).not.toMatch(/<link|<img|@import|url\((?!#)|\bsrc=|href="(?!#)/i)
    const [script, ...others] = [...text.matchAll(/<script[^>]*>(.*?)<\/script>/gs)].map(
      ([, source]) => source!,
    )
    expect(others).toEqual([])
    const hash = createHash('sha256').update(script!).digest('base64')
    expect(text).toContain(
      `content="default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${hash}'"`,
    )
    expect(script).not.toMatch(/fetch|XMLHttpRequest|WebSocket|innerHTML|eval|import/)
  })

  it('shows checks, timeline, distributions beside the broken variants, and what was seen before the fix', async () => {
    const dir = folder(drainJournals())
    await buildReport(dir)
    const text = page(dir)
    for (const part of [
      ' limits through 1 fault; ',
      ': relay/sigint-drain, ',
      '2 of 2 broken variants detected',
      'detected on: entries at exit, exit code',
      '5.5 s × 0.1 + 50 ms unscaled',
      'fault aimed here',
      'hosts connected',
      'stop relay-1: SIGINT, replaced after 2 s, 0 s to 2.15 s',
      'listening again',
      'How the times are spread: after listening p99',
      'max of 5',
      'after listening p99: up to 48.4 s',
      'names iad:relay-1',
      'until its first dial',
    ])
      expect(text, part).toContain(part)
    expect(text).toMatch(/<desc[^>]*>current: 5 times[^<]*drain=none: 5 times/)
  })

  it('draws the times of versions that had to hold over each other', async () => {
    const second = drainJournal({ hosts: 5, seed: 8, header: { variant: 'pings=slow', failsOn: [] } })
    const dir = folder([...drainJournals(), second.sorted()])
    await buildReport(dir)
    const cell = /<svg class="chart small".*?<\/svg>/.exec(page(dir))![0]
    expect(cell).toMatch(/current: median \d+ ms of 5\. pings=slow: median \d+ ms of 5\. Limit: /)
    expect(cell).not.toContain('drain=none')
  })

  it('says how quick the machine was', async () => {
    const quick = drainJournal({ hosts: 3 }).sorted()
    const slow = quick.map((event) => (event.kind === 'machine' ? { ...event, workMs: 0.17 } : event))
    const dirs = [folder([quick]), folder([slow])]
    const built = await Promise.all(dirs.map((dir) => buildReport(dir)))
    expect(built.map(({ results }) => results.scenarios[0]?.slowness)).toEqual([1, 1.7])
    expect(page(dirs[0]!)).toContain('as quick as the reference')
    expect(page(dirs[1]!)).toContain('up to 1.7 times as slow as the reference')
  })

  it('says how far clocks of other machines were off, and what remains unsure', async () => {
    const several = drainJournal({ hosts: 3 })
    several.add(5, { kind: 'clock', node: 'node-1', offsetNs: 2e3, uncertaintyNs: 4e5 })
    several.add(5, { kind: 'clock', node: 'node-2', offsetNs: -3e9, uncertaintyNs: 15e5 })
    const dirs = [folder([several.sorted()]), folder([drainJournal({ hosts: 3 }).sorted()])]
    const [of, other] = await Promise.all(
      dirs.map(async (dir) => [await buildReport(dir), page(dir)] as const),
    )
    expect(of![1]).toContain(
      'up to 3 s off this machine&#39;s: moments that services stamped were turned by that, right to ± 1.5 ms',
    )
    expect(of![1]).not.toContain('share one monotonic clock')
    expect(other![1]).toContain('share one monotonic clock')
  })

  it('counts what a target told and nobody could place, and says of which kind', async () => {
    const told = drainJournal({ hosts: 3, header: { target: 'mine' } })
    const reason = 'no tunnel 7 of host-1 is known'
    for (const ms of [10, 11])
      told.add(ms, { kind: 'unplaced', host: 'host-1', state: 'drain', side: 'host', reason })
    const dirs = [folder([told.sorted()]), folder([drainJournal({ hosts: 3 }).sorted()])]
    const built = await Promise.all(dirs.map((dir) => buildReport(dir)))
    expect(built.map(({ results }) => results.scenarios[0]?.unplaced)).toEqual([
      [{ state: 'drain', count: 2, reason }],
      undefined,
    ])
    expect(page(dirs[0]!)).toMatch(/Events that could not be placed.*2 told by targets.*drain: no tunnel 7/s)
    expect(page(dirs[1]!)).not.toContain('could not be placed')
  })

  it('leads from each observed value to what it was computed from', async () => {
    const dir = folder(drainJournals())
    await buildReport(dir)
    const text = page(dir)
    expect(text).toContain('<a href="#s1-f0-c3">')
    const how = text.slice(text.indexOf('<dl id="s1-f0-c3">'))
    const words = how.slice(0, how.indexOf('</dl>')).replace(/<[^>]*>/g, ' ')
    expect(words).toMatch(/metric +reconnect +, stat p99/)
    expect(words).toMatch(/moments +from 2\.1\d\d s, to 5\.\d+ s/)
    expect(words).toMatch(/events +service \d+ of \d+, host \d+ of \d+, fault \d+ of \d+ in that time/)
    expect(words).toMatch(/of\s+5: host-\d/)
    const lines = readFileSync(journalPath(dir, keyOf(drainJournals()[0]!)), 'utf8').split('\n')
    const [, line, second] = /lines (\d+) \(([\d.]+) s\)/.exec(words)!
    const { at } = JSON.parse(lines[Number(line) - 1]!) as JournalEvent
    expect(at / 1e9).toBeCloseTo(ns(0) / 1e9 + Number(second), 2)
  })

  it('shows the first three who broke a limit, with their reconnects and the logs around them', async () => {
    const [, , ceiling] = drainJournals()
    const dir = folder([ceiling!])
    writeLog(dir, ceiling!, 'hosts', [`${ns(2_400)} out host-1 dials again`])
    await buildReport(dir)
    const items = [...page(dir).matchAll(/<li><code>host-\d<\/code>.*?reconnect: .*?<\/li>/gs)].map(
      ([item]) => item,
    )
    expect(items).toHaveLength(3)
    for (const item of items) expect(item).toMatch(/reconnect: (never|[\d.]+ m?s) with \d+ dials? \(detect /)
  })

  it('has no id twice and no reference to an id that is not there', async () => {
    const dir = folder(drainJournals())
    await buildReport(dir)
    const ids = [...page(dir).matchAll(/ id="([^"]*)"/g)].map(([, id]) => id!)
    expect(new Set(ids).size).toBe(ids.length)
    const uses = [...page(dir).matchAll(/(?:url\(|href="|aria-(?:labelledby|describedby)=")#?([\w-]+)/g)].map(
      ([, id]) => id!,
    )
    expect(uses.length).toBeGreaterThan(20)
    expect(uses.filter((id) => !ids.includes(id))).toEqual([])
  })

  it('leaves no colour of the drawing library that does not follow light and dark', async () => {
    const dir = folder(drainJournals())
    await buildReport(dir)
    const fixed = [...page(dir).matchAll(/(?:fill|stroke)="(#[0-9a-f]{3,8}|rgb[^"]*)"/gi)].map(
      ([, colour]) => colour,
    )
    expect(new Set(fixed)).toEqual(new Set(['#c0392b']))
  })

  /** Style and script are in the page once, however many scenarios it has, as are its own sections (about 3,000). */
  const once = (text: string) =>
    [...text.matchAll(/<(style|script)>.*?<\/\1>/gs)].reduce((sum, [part]) => sum + part.length, 3_000)

  it('stays small', async () => {
    const journals = (['current', 'drain=none', 'backoff-ceiling=30s'] as const).map((variant) =>
      drainJournal({ variant }).sorted(),
    )
    const dir = folder(journals)
    await buildReport(dir)
    expect(page(dir).length).toBeLessThan(3_000_000 / 30 + once(page(dir)))
  })

  it('draws a lane for each of 50 groups of many hosts', async () => {
    const dir = folder([drainJournal({ hosts: 120 }).sorted()])
    await buildReport(dir)
    expect(page(dir)).toContain('Hosts are grouped')
  })
})

describe('hostile text', () => {
  const evil = `"><script>alert(1)</script><img src=x onerror=alert(2)>&{a|b}'\`]]>\u001b[31m`

  function poisoned(): JournalEvent[] {
    const swap = (text: string) =>
      text.replaceAll('host-1', 'host-EVIL').replaceAll('iad:relay-1', 'iad:EVIL')
    const events = drainJournal({ variant: 'drain=none', hosts: 3 })
      .sorted()
      .map((event): JournalEvent => {
        if (event.kind === 'header')
          return {
            ...event,
            title: evil,
            hypothesis: evil,
            source: evil,
            system: evil,
            variant: `bad ${evil}`,
            before: [{ check: evil, text: evil }],
          }
        if (event.kind === 'fault')
          return { ...event, fault: evil, target: evil, detail: evil, colour: `red"/>${evil}` }
        if (event.kind === 'mark') return { ...event, name: evil }
        if (event.kind === 'check') return { ...event, limitText: evil }
        return event
      })
    const texts = JSON.parse(swap(JSON.stringify(events))) as JournalEvent[]
    const walk = (value: unknown): unknown => {
      if (typeof value === 'string') return value.replaceAll('EVIL', evil)
      if (Array.isArray(value)) return value.map(walk)
      if (value === null || typeof value !== 'object') return value
      return Object.fromEntries(
        Object.entries(value).map(([key, inner]) => [key.replaceAll('EVIL', evil), walk(inner)]),
      )
    }
    return walk(texts) as JournalEvent[]
  }

  it('stays text in the page, the summary and the XML', async () => {
    const events = poisoned()
    const dir = folder([events], { argv: [evil], environment: { cpu: evil }, runtimeReason: evil })
    writeLog(dir, events, 'relay-1', [`${ns(1)} out ${evil}`, 'no log line'])
    await buildReport(dir)
    const text = page(dir)
    expect(text).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
    expect(text.match(/<script/gi)).toHaveLength(1)
    expect(text).not.toMatch(/<img/i)
    for (const [tag] of text.matchAll(/<[a-z][^>]*>/gi)) expect(tag).not.toMatch(/ onerror=/)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: none may be left
    expect(text).not.toMatch(/[\u0000-\u0008\u000b-\u001f]/)
    const xml = readFileSync(join(dir, 'junit.xml'), 'utf8')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: none may be left
    expect(xml).not.toMatch(/<script|<img|[\u0000-\u0008\u000b\u000c\u000e-\u001f]/)
    expect(readFileSync(join(dir, 'summary.md'), 'utf8')).not.toMatch(/<script|<img/)
  })

  it('does not show secrets of logs', async () => {
    const [fixed] = drainJournals()
    const dir = folder([fixed!])
    writeLog(dir, fixed!, 'relay-1', [
      `${ns(1)} out GET /tunnel?hostId=a&token=s3cret-value HTTP/1.1`,
      `${ns(2)} err bad token eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJob3N0In0.c2lnbmF0dXJl`,
      `${ns(900_000)} out too far away`,
    ])
    await buildReport(dir)
    expect(page(dir)).toContain('token=(hidden)')
    expect(page(dir)).not.toMatch(/s3cret|eyJ|too far away/)
  })
})

describe('threads of a report', () => {
  const MiB = 1024 * 1024
  it.each([
    ['one for each core', [10, 10, 10], { cores: 2, memory: 8_000 }, 2],
    ['four at most', Array<number>(9).fill(1), { cores: 64, memory: 64_000 }, 4],
    ['no more than there are scenarios', [1], { cores: 8, memory: 8_000 }, 1],
    ['as many as memory holds of the largest journals', [1, 500, 1, 500], { cores: 4, memory: 8_000 }, 1],
    ['small ones beside a large one', [1, 300, 1, 1], { cores: 4, memory: 8_000 }, 4],
    ['one in any case', [5_000, 5_000], { cores: 4, memory: 1_000 }, 1],
  ])('%s', (_, sizes, { cores, memory }, threads) => {
    const groups = sizes.map((size) => ({ largest: size * MiB }))
    expect(threadsFor(groups, { cores, memory: memory * MiB })).toBe(threads)
  })
})

describe('the last lines of a service, in a reason', () => {
  const last = [
    'TOKEN_SECRET=s3cret-1',
    '{"password":"s3cret-2"}',
    'redis://:s3cret-3@127.0.0.1',
    'Authorization: Basic s3cret-4',
    '\u001b]0;pwned\u0007\u001b[2J\u0000gone @someone #1 www.example.com https://example.com',
  ].join(' | ')
  const message = `relay-1 exited with code 1 before it was ready; last lines: ${last}`

  /** Every output of a run whose services said that: in trouble, in a verdict, in a fault, at an exit. */
  async function outputs(): Promise<{ dir: string; texts: Map<string, string> }> {
    const events = drainJournals()[0]!.flatMap((event): JournalEvent[] => {
      if (event.kind === 'verdict')
        return [
          { kind: 'trouble', phase: 'inject', message, at: event.at } as JournalEvent,
          { kind: 'trouble', phase: 'teardown', message, at: event.at } as JournalEvent,
          { kind: 'verdict', verdict: 'inconclusive', reason: message, at: event.at } as JournalEvent,
        ]
      if (event.kind === 'steady') return [{ ...event, reason: message }]
      if (event.kind === 'fault') return [{ ...event, detail: message }]
      return [event]
    })
    const dir = folder([events], { argv: ['run', '--out', 'TOKEN_SECRET=s3cret-5'], runtimeReason: message })
    writeLog(dir, events, 'relay-1', [
      `${ns(1)} out ${last}`,
      `${ns(2)} out -----BEGIN PRIVATE KEY-----`,
      `${ns(3)} out s3cret-6`,
      `${ns(4)} out -----END PRIVATE KEY-----`,
      `${ns(5)} out after it`,
    ])
    await buildReport(dir)
    const names = [
      'index.html',
      'summary.md',
      'comment.md',
      'badge.svg',
      'junit.xml',
      'ctrf.json',
      'results.json',
    ]
    return { dir, texts: new Map(names.map((name) => [name, readFileSync(join(dir, name), 'utf8')])) }
  }

  it('keeps its secrets, and drives nothing, in every output', async () => {
    const { dir, texts } = await outputs()
    for (const [name, text] of texts) {
      // A badge has no room for reasons.
      if (name !== 'badge.svg') expect(text, name).toContain('(hidden)')
      expect(text, name).not.toMatch(/s3cret|pwned|\[2J/)
      // biome-ignore lint/suspicious/noControlCharactersInRegex: none may be left
      expect(text, name).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]|\\u00[01]/)
    }
    expect(page(dir)).toContain('after it')
  })

  it('keeps them in what others made of the run, too', async () => {
    const { dir } = await outputs()
    const path = join(dir, 'results.json')
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll('(hidden)', 's3cret\\u001b[2J'))
    expect(JSON.stringify(readRuns(dir))).not.toMatch(/s3cret|\\u001b|\[2J/)
  })

  it('mentions nobody and links nowhere in the summary', async () => {
    const summary = (await outputs()).texts.get('summary.md')!
    expect(summary).toContain('gone')
    expect(summary).not.toMatch(/@someone|#1\b|www\.example|https:\/\/example/)
  })
})

describe('what a run that went wrong leaves', () => {
  it('shows what was planned and did not run', async () => {
    const missing = { id: 'relay/rst', variant: 'current', runtime: 'processes', repetition: 1 } as const
    const journals = drainJournals()
    const dir = folder(journals, { planned: [...journals.map(keyOf), missing], aborted: true })
    const { scenarios } = (await buildReport(dir)).results
    expect(scenarios).toHaveLength(4)
    expect(scenarios[0]).toMatchObject({
      id: 'relay/rst',
      variant: 'current',
      kind: 'current',
      runtime: 'processes',
      verdict: 'inconclusive',
      reason: 'did not run: the run was stopped before it',
    })
  })

  it('reads a journal that was cut off in the middle of a line', async () => {
    const [fixed] = drainJournals()
    const dir = folder([fixed!])
    const path = journalPath(dir, keyOf(fixed!))
    const text = readFileSync(path, 'utf8')
    writeFileSync(path, text.slice(0, text.lastIndexOf('"verdict"') + 3))
    const { scenarios } = (await buildReport(dir)).results
    expect(scenarios[0]).toMatchObject({ verdict: 'inconclusive', reason: 'run ended before its verdict' })
    expect(page(dir)).toContain('the last line of the journal was cut off')
  })

  it('calls a journal without a whole line inconclusive', async () => {
    const [fixed] = drainJournals()
    const dir = folder([fixed!])
    writeFileSync(journalPath(dir, keyOf(fixed!)), '{"at":1,"kind":"hea')
    expect((await buildReport(dir)).results.scenarios[0]).toMatchObject({
      id: 'relay/sigint-drain',
      variant: 'current',
      verdict: 'inconclusive',
      reason: 'run ended before anything was recorded',
    })
  })

  it.each([
    [
      'a damaged line',
      (text: string) => text.replace(/(\n[^\n]*){3}$/, '\n{"garbage\n'),
      /^damaged journal, line \d+: not JSON$/,
    ],
    [
      'no header',
      (text: string) => text.slice(text.indexOf('\n') + 1),
      /^damaged journal, line 1: no journal header/,
    ],
  ])('a journal with %s is inconclusive, and the others are reported', async (_, damage, reason) => {
    const [fixed, broken, other] = drainJournals()
    const dir = folder([fixed!, broken!, other!])
    const path = journalPath(dir, keyOf(broken!))
    writeFileSync(path, damage(readFileSync(path, 'utf8')))
    const { scenarios } = (await buildReport(dir)).results
    expect(scenarios.map(({ verdict }) => verdict).sort()).toEqual(['failed', 'inconclusive', 'passed'])
    const found = scenarios.find(({ verdict }) => verdict === 'inconclusive')!
    expect(found).toMatchObject({
      variant: keyOf(broken!).variant,
      reason: expect.stringMatching(reason),
      checks: [],
    })
    for (const name of ['index.html', 'summary.md', 'junit.xml'])
      expect(readFileSync(join(dir, name), 'utf8'), name).toContain('damaged journal, line ')
  })

  it('a damaged broken variant is told by its first line', async () => {
    const [, broken] = drainJournals()
    const dir = folder([broken!])
    const path = journalPath(dir, keyOf(broken!))
    writeFileSync(path, readFileSync(path, 'utf8').replace('"probe"', '"prob"'))
    expect((await buildReport(dir)).results.scenarios).toMatchObject([
      {
        kind: 'broken',
        verdict: 'inconclusive',
        reason: expect.stringMatching(/^damaged journal, line \d+: /),
      },
    ])
  })

  it('refuses a folder that is no run, and a run.json of another version', async () => {
    const dir = folder([])
    expect(() => runContents(join(dir, 'nowhere'))).toThrow(
      /run\.json cannot be read.*name the folder of a run/,
    )
    writeFileSync(join(dir, 'run.json'), JSON.stringify({ ...plainRun, schema: 9 }))
    expect(() => readRunFile(dir)).toThrow(/schema/)
    expect(existsSync(join(dir, 'index.html'))).toBe(false)
  })

  it('makes a page of a run in which nothing ran', async () => {
    const dir = folder([])
    mkdirSync(join(dir, 'scenarios'))
    expect((await buildReport(dir)).results.scenarios).toEqual([])
    expect(page(dir)).toContain('NOTHING RAN')
    expect(dirname(join(dir, 'index.html'))).toBe(dir)
  })
})
