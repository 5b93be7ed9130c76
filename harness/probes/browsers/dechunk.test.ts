import { expect, test } from 'vitest'
import { Dechunk } from './dechunk.ts'

test('gives the body, wherever it is cut', () => {
  const text = '5\r\nhello\r\n1\r\n \r\nc\r\nwide world\r\n\r\n0\r\n\r\n'
  for (let first = 0; first < text.length; first++)
    for (let second = first; second < text.length; second++) {
      const one = new Dechunk()
      const pieces = [text.slice(0, first), text.slice(first, second), text.slice(second)]
      expect(pieces.map((piece) => one.take(piece)).join('')).toBe('hello wide world\r\n')
    }
})
