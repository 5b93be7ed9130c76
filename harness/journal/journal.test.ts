import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { HarnessError, UsageError } from '../errors.ts'
import { type NewEvent, SCHEMA_VERSION } from './events.ts'
import { readJournal } from './reader.ts'
import { memoryJournal, openJournal } from './writer.ts'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'journal-'))
})
afterEach(() => rmSync(dir, { recursive: true }))

const header: NewEvent = {
  at: 1,
  kind: 'header',
  schema: SCHEMA_VERSION,
  runId: 'r1',
  scenario: 'relay/rst',
  title: 'title',
  hypothesis: 'hypothesis',
  source: 'source',
  system: 'relay fleet',
  variant: 'current',
  failsOn: [],
  runtime: 'processes',
  runtimeReason: 'asked for',
  profile: 'compressed',
  factor: 0.1,
  seed: 7,
  hosts: 1,
  repetition: 1,
  wallClock: '2026-01-01T00:00:00Z',
  environment: {},
}
const mark = (at: number, name: string): NewEvent => ({ at, kind: 'mark', name })

async function written(...events: NewEvent[]): Promise<string> {
  const path = join(dir, 'deep', 'journal.ndjson')
  const journal = openJournal(path)
  journal.appendMany(events)
  await journal.close()
  return path
}

describe('writing', () => {
  it('gives back what was appended, sorted by moment and stable', async () => {
    const path = await written(header, mark(9, 'late'), mark(5, 'first of five'), mark(5, 'second of five'))
    const names = readJournal(path).events.map((event) => (event.kind === 'mark' ? event.name : event.kind))
    expect(names).toEqual(['header', 'first of five', 'second of five', 'late'])
  })

  it('stamps events that have no moment with the monotonic clock', () => {
    const journal = memoryJournal()
    const before = Number(process.hrtime.bigint())
    journal.append({ kind: 'mark', name: 'now' })
    expect(journal.events[0]!.at).toBeGreaterThanOrEqual(before)
    expect(journal.events[0]!.at).toBeLessThanOrEqual(Number(process.hrtime.bigint()))
  })

  it('takes lines of another process and tells listeners until they leave', async () => {
    const journal = openJournal(join(dir, 'journal.ndjson'))
    const heard: string[] = []
    const leave = journal.onEvent((event) => heard.push(event.kind))
    journal.append(header)
    journal.appendRaw(`${JSON.stringify(mark(2, 'a'))}\n${JSON.stringify(mark(3, 'b'))}\n`)
    leave()
    journal.append(mark(4, 'c'))
    await journal.close()
    expect(heard).toEqual(['header', 'mark', 'mark'])
    expect(readJournal(journal.path).events).toHaveLength(4)
  })

  it('keeps the good lines of a raw block and names the bad one', () => {
    const journal = memoryJournal()
    const block = `${JSON.stringify(mark(2, 'a'))}\n{"kind":"ma\n${JSON.stringify(mark(3, 'b'))}`
    expect(() => journal.appendRaw(block)).toThrow(/not JSON/)
    expect(journal.events).toHaveLength(2)
  })

  it('refuses an event that could not be read again', () => {
    const journal = memoryJournal()
    expect(() => journal.append({ kind: 'plan', what: 'phase', value: Number.NaN })).toThrow(HarnessError)
    expect(() => journal.append({ kind: 'plan', what: 'phase', value: Number.NaN })).toThrow(/'plan': value/)
    expect(journal.events).toHaveLength(0)
  })

  it('refuses to write over a journal, and events after close', async () => {
    const path = await written(header)
    expect(() => openJournal(path)).toThrow(UsageError)
    const journal = memoryJournal()
    await journal.close()
    await journal.close()
    expect(() => journal.append(mark(2, 'late'))).toThrow(/after it was closed/)
  })

  it('writes the header at once and the rest soon, without being closed', async () => {
    const journal = openJournal(join(dir, 'journal.ndjson'))
    journal.append(header)
    expect(readFileSync(journal.path, 'utf8')).toContain('"kind":"header"')
    journal.append(mark(2, 'soon'))
    await expect.poll(() => readFileSync(journal.path, 'utf8')).toContain('"soon"')
    await journal.close()
  })

  it('writes a large block before its time', async () => {
    const journal = openJournal(join(dir, 'journal.ndjson'))
    journal.append(header)
    for (let i = 0; i < 2_000; i++) journal.append(mark(i, 'x'.repeat(40)))
    expect(readFileSync(journal.path).length).toBeGreaterThan(64 * 1024)
    await journal.close()
  })

  it('is flushed when the process exits without closing it', () => {
    const path = join(dir, 'journal.ndjson')
    const script = `
      import { openJournal } from ${JSON.stringify(new URL('./writer.ts', import.meta.url).href)}
      const journal = openJournal(${JSON.stringify(path)})
      journal.append(${JSON.stringify(header)})
      journal.append({ kind: 'mark', name: 'last words' })
      process.exit(3)`
    const run = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' })
    expect(run.status, run.stderr).toBe(3)
    expect(readJournal(path).events).toHaveLength(2)
  })
})

describe('a killed writer', () => {
  it('leaves what it had flushed, readable', async () => {
    const path = join(dir, 'journal.ndjson')
    const script = `
      import { openJournal } from ${JSON.stringify(new URL('./writer.ts', import.meta.url).href)}
      const journal = openJournal(${JSON.stringify(path)})
      journal.append(${JSON.stringify(header)})
      setInterval(() => journal.append({ kind: 'mark', name: 'tick' }), 1)`
    const writer = spawn(process.execPath, ['--input-type=module', '-e', script])
    try {
      const lines = () => (existsSync(path) ? readFileSync(path, 'utf8').split('\n').length : 0)
      await expect.poll(lines, { timeout: 8_000 }).toBeGreaterThan(20)
    } finally {
      const gone = once(writer, 'exit')
      writer.kill('SIGKILL')
      await gone
    }
    expect(readJournal(path).events.length).toBeGreaterThanOrEqual(20)
  })
})

describe('reading', () => {
  it('tolerates a last line that was cut off and says so', async () => {
    const path = await written(header, mark(2, 'whole'))
    appendFileSync(path, '{"at":3,"kind":"mark","na')
    expect(readJournal(path)).toMatchObject({ damaged: { line: 3, reason: 'the last line is cut off' } })
    expect(readJournal(path).events).toHaveLength(2)
  })

  it('takes a whole last line without its newline', async () => {
    const path = await written(header)
    appendFileSync(path, JSON.stringify(mark(2, 'end')))
    expect(readJournal(path)).not.toHaveProperty('damaged')
    expect(readJournal(path).events).toHaveLength(2)
  })

  it.each([
    ['damage in the middle', (text: string) => text.replace('"mark"', '"mork"'), /:2: damaged journal/],
    [
      'a line that was broken in two, though both halves make one event',
      (text: string) => text.replace('"name":"a"', '"name":"a"\n"more":1'),
      /:2: damaged journal \(not JSON\)/,
    ],
    [
      'two events in a line',
      (text: string) => text.replace('}\n{"at":3', '},{"at":3'),
      /:2: damaged journal/,
    ],
    [
      'an empty line',
      (text: string) => text.replace('\n{"at":3', '\n\n{"at":3'),
      /:3: damaged journal \(not JSON\)/,
    ],
    [
      'another schema version',
      (text: string) => text.replace(`"schema":${SCHEMA_VERSION}`, '"schema":1'),
      /:1: journal schema 1.*reads schema 3/,
    ],
    ['no header', (text: string) => text.slice(text.indexOf('\n') + 1), /:1: no journal header/],
    ['nothing', () => '', /is empty/],
    ['something else', () => 'hello\n', /:1: no journal header/],
  ])('refuses %s in one line', async (_, damage, message) => {
    const path = await written(header, mark(2, 'a'), mark(3, 'b'))
    writeFileSync(path, damage(readFileSync(path, 'utf8')))
    expect(() => readJournal(path)).toThrow(UsageError)
    expect(() => readJournal(path)).toThrow(message)
    expect(() => readJournal(path)).toThrow(/^[^\n]*$/)
  })

  it('reads a long journal line by line, and names the damaged one', async () => {
    const marks = Array.from({ length: 9_000 }, (_, i) => mark(i + 2, `${i} ✓ ${'x'.repeat(20)}`))
    const path = await written(header, ...marks)
    const { events, lineOf } = readJournal(path)
    expect(events).toEqual([header, ...marks])
    expect(lineOf(events[8_000]!)).toBe(8_001)
    const lines = readFileSync(path, 'utf8').split('\n')
    lines[7_776] = lines[7_776]!.slice(0, -1)
    writeFileSync(path, lines.join('\n'))
    expect(() => readJournal(path)).toThrow(/:7777: damaged journal \(not JSON\)/)
  })

  it('names a file that is not there', () => {
    expect(() => readJournal(join(dir, 'none'))).toThrow(/none cannot be read/)
  })
})
