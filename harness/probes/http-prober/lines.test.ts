import { expect, test } from 'vitest'
import { LineReader } from './lines.ts'

test('whole lines are handed on, wherever the stream was cut', () => {
  const text = 'one\ntwo\n\nthree\n'
  for (let size = 1; size <= text.length; size++) {
    let taken = ''
    const reader = new LineReader((lines) => {
      expect(lines.endsWith('\n')).toBe(true)
      taken += lines
    })
    for (let at = 0; at < text.length; at += size) reader.push(text.slice(at, at + size))
    reader.push('unfinished')
    expect(taken).toBe(text)
  }
})
