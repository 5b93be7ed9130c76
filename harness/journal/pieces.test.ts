import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { firstLineOf, lastLineOf, linesOf, piecesOf } from './pieces.ts'
import { readJournal } from './reader.ts'
import { sealOf } from './seal.ts'
import { openJournal } from './writer.ts'

const dir = mkdtempSync(join(tmpdir(), 'gameday-pieces-'))
afterAll(() => rmSync(dir, { recursive: true }))

const file = (name: string, text: string) => {
  const path = join(dir, name)
  writeFileSync(path, text)
  return path
}

describe('a file in pieces', () => {
  test.each([1, 2, 3, 5, 8, 1_000])('of %i bytes has the same lines', (size) => {
    const path = file('lines', 'ärger\n\nzwei ✓\nrest')
    expect([...linesOf(piecesOf(path, size)())]).toEqual([
      { text: 'ärger', whole: true },
      { text: '', whole: true },
      { text: 'zwei ✓', whole: true },
      { text: 'rest', whole: false },
    ])
  })

  test('a piece of any size is taken in small ones, with the same lines', () => {
    const lines = Array.from({ length: 3 }, (_, index) => `${index} ${'ä✓'.repeat(400_000)}`)
    expect([...linesOf([Buffer.from(`${lines.join('\n')}\n`)])]).toEqual(
      lines.map((text) => ({ text, whole: true })),
    )
  })

  test('its first line is known without the others, and only where it is whole', () => {
    expect(firstLineOf(file('first', 'one\ntwo'))).toBe('one')
    expect(firstLineOf(file('cut', 'on'))).toBeUndefined()
    expect(firstLineOf(file('empty', ''))).toBeUndefined()
  })

  test('its last line is known without the others, and only where it is whole', () => {
    expect(lastLineOf(file('last', 'one\ntwo ✓\n'))).toBe('two ✓')
    expect(lastLineOf(file('only', 'one\n'))).toBe('one')
    expect(lastLineOf(file('large', `${'x'.repeat(3 * 1024 * 1024)}\nend\n`))).toBe('end')
    expect(lastLineOf(file('too-long', `${'x'.repeat(3 * 1024 * 1024)}\n`))).toBeUndefined()
    expect(lastLineOf(file('cut-off', 'one\ntw'))).toBeUndefined()
    expect(lastLineOf(file('nothing', ''))).toBeUndefined()
  })

  test('a line that is longer than any of a journal is not taken for one', () => {
    const megabyte = Buffer.alloc(1024 * 1024, 'x')
    function* pieces() {
      for (let i = 0; i < 65; i++) yield megabyte
      yield Buffer.from('\nafter\n')
    }
    expect([...linesOf(pieces())]).toEqual([
      { text: '', whole: true },
      { text: 'after', whole: true },
    ])
  })

  test.each([1, 7, 75, 76, 1_000])('of %i bytes keeps the seal of a journal', (size) => {
    const journal = openJournal(join(dir, `journal-${size}`))
    for (let at = 1; at < 5; at++) journal.append({ at, kind: 'mark', name: `m${at} ✓` })
    journal.append({ at: 5, kind: 'verdict', verdict: 'passed' })
    void journal.close()
    const seal = sealOf(piecesOf(journal.path, size))
    expect(seal).toEqual({ state: 'intact', seal: expect.stringMatching(/^[0-9a-f]{64}$/) })
    expect(seal).toEqual(sealOf(piecesOf(journal.path)))
  })
})

test('a journal that cannot be read is said by its path and the cause', () => {
  expect(() => readJournal(dir)).toThrow(/^journal .* cannot be read: EISDIR/)
})
