import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { LogBook } from './log-book.ts'

let path: string
let book: LogBook

beforeEach(() => {
  path = join(mkdtempSync(join(tmpdir(), 'gameday-log-')), 'relay-1.log')
  book = new LogBook(path)
})

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
