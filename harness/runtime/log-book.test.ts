import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { LogBook } from './log-book.ts'

let path: string
let book: LogBook

beforeEach(() => {
  path = join(mkdtempSync(join(tmpdir(), 'gameday-log-')), 'relay-1.log')
  book = new LogBook(path)
})
afterEach(() => rmSync(dirname(path), { recursive: true }))

const texts = () => book.lines.map(({ text }) => text)

describe('lines', () => {
  it('are put together from pieces, each stream for itself', () => {
    book.write('stdout', 'list')
    book.write('stderr', 'a warn')
    book.write('stdout', 'ening\nnext')
    expect(texts()).toEqual(['listening'])
    book.write('stderr', 'ing\r\n')
    expect(texts()).toEqual(['listening', 'a warning'])
  })

  it('include the last one without its newline, once the output is over', () => {
    book.write('stdout', 'half a line')
    expect(texts()).toEqual([])
    book.end()
    expect(texts()).toEqual(['half a line'])
  })

  it('are all in the file, with the moment and the stream', () => {
    book.write('stdout', 'one\ntwo\n')
    book.write('stderr', 'three\n')
    expect(readFileSync(path, 'utf8')).toMatch(/^\d+ out one\n\d+ out two\n\d+ err three\n$/)
  })

  it('are the newest 10,000 or a few more in memory, all of them in the file', () => {
    for (let line = 0; line < 30_000; line++) book.write('stdout', `${line}\n`)
    expect(book.lines.length).toBeGreaterThanOrEqual(10_000)
    expect(book.lines.length).toBeLessThanOrEqual(12_500)
    expect(texts().at(-1)).toBe('29999')
    expect(readFileSync(path, 'utf8').split('\n')).toHaveLength(30_001)
  })

  it('are cut where they have no end, and say so', () => {
    for (let piece = 0; piece < 64; piece++) book.write('stdout', 'x'.repeat(1024 * 1024))
    book.write('stdout', 'end\nnext\n')
    const [long, next] = texts()
    expect(long).toMatch(/^x{65536} … \(67043331 more characters dropped\)$/)
    expect(next).toBe('next')
    book.write('stderr', `${'y'.repeat(70_000)}\n`)
    expect(texts().at(-1)).toMatch(/^y{65536} … \(4464 more characters dropped\)$/)
    book.write('stdout', `${'z'.repeat(70_000)}\na\n${'z'.repeat(70_000)}\n`)
    expect(
      texts()
        .slice(-3)
        .map(({ length }) => length),
    ).toEqual([65_569, 1, 65_569])
  })

  it('are fewer in memory where they are long', () => {
    for (let line = 0; line < 2_000; line++) book.write('stdout', `${'x'.repeat(60_000)}\n`)
    const characters = book.lines.reduce((sum, { text }) => sum + text.length, 0)
    expect(characters).toBeLessThanOrEqual(1.25 * 32 * 1024 * 1024)
    expect(characters).toBeGreaterThan(31 * 1024 * 1024)
  })

  it('of a flood are dropped from the file, which says how many', () => {
    for (let line = 0; line < 1_200; line++) book.write('stdout', `${'x'.repeat(60_000)}\n`)
    expect(book.tail()).toContain('xxx')
    book.close()
    const lines = readFileSync(path, 'utf8').trimEnd().split('\n')
    expect(statSync(path).size).toBeLessThan(64 * 1024 * 1024 + 1_000)
    expect(lines.at(-2)).toMatch(
      /^\d+ err \(gameday\) from here on, lines are dropped: a log takes 64 MiB at most$/,
    )
    const dropped = 1_200 - (lines.length - 2)
    expect(lines.at(-1)).toContain(`err (gameday) ${dropped} lines were dropped, `)
  })

  it('that the disk does not take end nothing', () => {
    const full = new LogBook('/dev/full')
    full.write('stdout', 'one\ntwo\n')
    expect(full.tail()).toBe('last lines: one | two')
    full.close()
  })

  it('of an incarnation do not mix with those of the one before', () => {
    book.write('stdout', 'old\n')
    book.begin()
    expect(book.tail()).toBe('no output')
    book.write('stdout', 'new\n')
    expect(book.tail()).toBe('last lines: new')
    expect(texts()).toEqual(['old', 'new'])
  })

  it('that come after the end are dropped', () => {
    book.close()
    book.close()
    book.write('stdout', 'late\n')
    expect(texts()).toEqual([])
  })
})

describe('match', () => {
  const { signal } = new AbortController()

  it('finds a line that is there already', async () => {
    book.write('stdout', 'listening on 80\n')
    expect((await book.match(/listening/, signal)).text).toBe('listening on 80')
  })

  it('waits for a line, but not for one of the incarnation before', async () => {
    book.write('stdout', 'listening once\n')
    book.begin()
    const found = book.match(/listening/, signal)
    book.write('stderr', 'not yet\nlistening again\n')
    expect((await found).text).toBe('listening again')
  })

  it('ends when it is aborted', async () => {
    const abort = new AbortController()
    const found = book.match(/listening/, abort.signal)
    abort.abort(new Error('enough'))
    await expect(found).rejects.toThrow('enough')
  })
})
