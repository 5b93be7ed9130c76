import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { HarnessError } from '../errors.ts'
import { type NewEvent, SCHEMA_VERSION } from './events.ts'
import { piecesOf } from './pieces.ts'
import { parseJournal } from './reader.ts'
import { sealOf } from './seal.ts'
import { memoryJournal, openJournal } from './writer.ts'

const header: NewEvent = {
  at: 1,
  kind: 'header',
  schema: SCHEMA_VERSION,
  runId: 'r1',
  scenario: 'relay/rst',
  title: 'title ✓',
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

/** Line 1 is the header, line n the mark `m<n>`, line 10 the verdict. */
function written(verdict = true): string[] {
  const dir = mkdtempSync(join(tmpdir(), 'seal-'))
  onTestFinished(() => rmSync(dir, { recursive: true }))
  const journal = openJournal(join(dir, 'journal.ndjson'))
  journal.append(header)
  for (let line = 2; line < 10; line++) journal.append({ at: line, kind: 'mark', name: `m${line}` })
  if (verdict) journal.append({ at: 10, kind: 'verdict', verdict: 'passed' })
  void journal.close()
  return readFileSync(journal.path, 'utf8').trimEnd().split('\n')
}

const bytesOf = (lines: readonly string[]) => Buffer.from(`${lines.join('\n')}\n`)
const sealOfLines = (lines: readonly string[]) => sealOf(() => [bytesOf(lines)])
const rename = (line: string) => line.replace('"name":"m', '"name":"M')

describe('the seal of a journal', () => {
  test('holds for what was written, whose events are those that were appended', () => {
    const lines = written()
    expect(sealOfLines(lines)).toEqual({ state: 'intact', seal: expect.stringMatching(/^[0-9a-f]{64}$/) })
    expect(JSON.parse(lines.at(-1)!)).toMatchObject({ verdict: 'passed', lines: 10 })
    const { events, seal } = parseJournal(bytesOf(lines), 'journal')
    expect(events[0]).toEqual(header)
    expect(events.at(-1)).toEqual({ at: 10, kind: 'verdict', verdict: 'passed' })
    expect(seal.state).toBe('intact')
  })

  test('holds for lines that another process serialised', () => {
    const dir = mkdtempSync(join(tmpdir(), 'seal-'))
    onTestFinished(() => rmSync(dir, { recursive: true }))
    const journal = openJournal(join(dir, 'journal.ndjson'))
    journal.append(header)
    journal.appendRaw(
      '{"kind":"mark","at":2,"name":"a","crc":"12345678"} \n{"at":3,"kind":"mark","name":"✓"}\r\n',
    )
    journal.append({ kind: 'verdict', verdict: 'failed' })
    void journal.close()
    expect(sealOf(piecesOf(journal.path)).state).toBe('intact')
  })

  test.each<[string, (lines: string[]) => readonly string[], string]>([
    ['an edited line', (lines) => lines.with(4, rename(lines[4]!)), 'line 5 (mark) is not what was written'],
    [
      'two edited lines',
      (lines) => lines.with(4, rename(lines[4]!)).with(6, rename(lines[6]!)),
      'line 5 (mark) is not what was written, nor is one more',
    ],
    [
      'an edited line with the checksum that it should have',
      (lines) => lines.with(4, lines[4]!.replace('"m5"', '"m6"').replace(/[0-9a-f]{8}"\}$/, '00000000"}')),
      'line 5 (mark) is not what was written, nor is one more',
    ],
    ['a line deleted', (lines) => lines.toSpliced(4, 1), '1 line is missing after line 4'],
    ['three lines deleted', (lines) => lines.toSpliced(4, 3), '3 lines are missing after line 4'],
    [
      'lines deleted at two places',
      (lines) => lines.toSpliced(7, 1).toSpliced(3, 1),
      '2 lines are missing of 10, the first after line 3',
    ],
    [
      'a line doubled',
      (lines) => lines.toSpliced(4, 0, lines[4]!),
      'line 6 repeats the one before it; 1 line is too many',
    ],
    [
      'a line made up',
      (lines) => lines.toSpliced(4, 0, '{"at":5,"kind":"mark","name":"x"}'),
      'line 5 (mark) was not written there; 1 line is too many',
    ],
    [
      'two lines swapped',
      (lines) => lines.with(4, lines[5]!).with(5, lines[4]!),
      'line 5 (mark) is not what was written, nor are 2 more',
    ],
    [
      'another verdict',
      (lines) => lines.with(9, lines[9]!.replace('passed', 'failed')),
      'line 10 (verdict) is not what was written',
    ],
    [
      'another number of lines',
      (lines) => lines.with(9, lines[9]!.replace('"lines":10', '"lines":11')),
      '1 line is missing after line 9',
    ],
    [
      'another seal',
      (lines) => lines.with(9, lines[9]!.replace(/[0-9a-f]{4}"\}$/, '0123"}')),
      'its lines are not those for which its verdict has the seal',
    ],
    [
      'no seal',
      (lines) => lines.with(9, lines[9]!.replace(/,"seal":"[^"]*"/, '')),
      'its verdict has no seal',
    ],
    [
      'no checksums, as of a writer that makes none',
      (lines) => lines.map((line) => line.replace(/,"crc":.*/, '}')),
      'line 1 (header) is not what was written, nor are 9 more',
    ],
    [
      'a line after the verdict',
      (lines) => [...lines, lines[4]!],
      'line 11 stands after the verdict, which ends a journal',
    ],
    [
      'lines with other ends',
      (lines) => lines.map((line) => `${line}\r`),
      'line 1 (header) is not what was written, nor are 9 more',
    ],
  ])('tells %s', (_, alter, reason) => {
    expect(sealOfLines(alter(written()))).toEqual({ state: 'altered', reason })
  })

  test('tells part of a line after the verdict', () => {
    const bytes = Buffer.concat([bytesOf(written()), Buffer.from('{"at":11,"ki')])
    expect(sealOf(() => [bytes])).toMatchObject({
      state: 'altered',
      reason: expect.stringMatching(/^line 11 stands after/),
    })
  })

  test('is not there where the run ended before its verdict, and what was written is told from what was not', () => {
    const lines = written(false)
    expect(sealOfLines(lines)).toEqual({ state: 'unsealed' })
    const cutOff = Buffer.concat([bytesOf(lines), Buffer.from('{"at":11,"ki')])
    expect(sealOf(() => [cutOff])).toEqual({ state: 'unsealed' })
    expect(sealOfLines(written().slice(0, -1))).toEqual({ state: 'unsealed' })
    expect(sealOfLines(lines.with(4, rename(lines[4]!)))).toMatchObject({ state: 'altered' })
    expect(sealOfLines(lines.toSpliced(4, 1))).toEqual({
      state: 'altered',
      reason: 'line 5 (mark) is not what was written',
    })
  })

  test('changes with any one character of the journal', () => {
    const bytes = bytesOf(written())
    // All but the last newline, without which the last line is whole all the same.
    for (let index = 0; index < bytes.length - 1; index++) {
      const other = Buffer.from(bytes)
      other[index] = other[index]! ^ 1
      expect(sealOf(() => [other]).state, `byte ${index}`).toBe('altered')
    }
  })
})

test('the verdict is the last event', () => {
  const journal = memoryJournal()
  journal.append({ kind: 'verdict', verdict: 'passed' })
  expect(() => journal.append({ kind: 'mark', name: 'late' })).toThrow(HarnessError)
  expect(() => journal.append({ kind: 'mark', name: 'late' })).toThrow(/after its verdict/)
})
