import { expect, test } from 'vitest'
import { LogLines } from './log-lines.ts'

const lines = ['one', 'two', 'three']
const stream = (...which: string[]) => which.map((line) => `data: ${line}\n\n`).join('')

function read(...pieces: string[]): LogLines {
  const log = new LogLines(lines)
  for (const piece of pieces) log.take(piece)
  return log
}

test('counts lines however they were cut, and passes over comments and other events', () => {
  const text = `: still waiting\n\n${stream('one', 'two')}event: error\ndata: no\n\n${stream('three')}`
  for (let cut = 0; cut < text.length; cut++) {
    const log = read(text.slice(0, cut), text.slice(cut))
    expect([log.count, log.wrong, log.wrongAtEnd]).toEqual([3, undefined, undefined])
  }
})

test.each([
  [['one', 'three'], 'line 2 is missing before line 3'],
  [['one', 'one'], 'a line came again where line 2 is due'],
  [['one', 'tw'], 'line 2 came altered'],
  [['two', 'one'], 'line 1 is missing before line 2'],
  [['one', 'two', 'three', 'four'], 'line 4 came altered'],
])('%j: %s', (which, wrong) => expect(read(stream(...which)).wrong).toBe(wrong))

test('lines that have not come are wrong only where the stream was ended', () => {
  const log = read(stream('one'))
  expect([log.wrong, log.wrongAtEnd]).toEqual([undefined, 'ended after 1 of 3 lines'])
})

test.each([
  ['event: error\ndata: the log cannot be read\n\n', true],
  ['event: error\n\n', false],
  ['event: errors\ndata: no\n\n', false],
])('%j is a complaint: %s', (text, is) => expect(read(text).complaint).toBe(is))
