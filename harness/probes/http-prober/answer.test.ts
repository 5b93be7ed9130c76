import { describe, expect, test } from 'vitest'
import { ANSWER_BYTES_MAX, type Answer, parseAnswer } from './answer.ts'

const whole = (text: string, ended = false) => parseAnswer(text, ended) as Answer
const fixed = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nEdge-Path: a>B\r\n\r\nhello'
const chunked =
  'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2;x=y\r\nlo\r\n0\r\nTrailer: t\r\n\r\n'

describe('whole answers', () => {
  test('with a length', () => {
    expect(parseAnswer(fixed, false)).toEqual({
      status: 200,
      body: 'hello',
      head: 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nEdge-Path: a>B',
      reusable: true,
    })
  })

  test('in chunks, with an extension and trailers', () => {
    expect(whole(chunked)).toMatchObject({ body: 'hello', reusable: true })
  })

  test('after an interim one', () => {
    expect(whole(`HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n${fixed}`)).toMatchObject({ body: 'hello' })
  })

  test('without a body by status', () => {
    expect(whole('HTTP/1.1 204 No Content\r\n\r\n')).toMatchObject({ body: '', reusable: true })
  })

  test('ended by the close of the connection', () => {
    expect(parseAnswer('HTTP/1.1 200 OK\r\n\r\nhel', false)).toBe('incomplete')
    expect(whole('HTTP/1.1 200 OK\r\n\r\nhello', true)).toMatchObject({ body: 'hello', reusable: false })
  })

  test.each([
    ['the peer says close', fixed.replace('Edge-Path: a>B', 'Connection: close')],
    ['HTTP/1.0', fixed.replace('HTTP/1.1', 'HTTP/1.0')],
    ['there are bytes behind it', `${fixed}HTTP`],
  ])('are the last of their connection when %s', (_, text) => {
    expect(whole(text)).toMatchObject({ body: 'hello', reusable: false })
  })

  test('an HTTP/1.0 connection is reused when the peer offers it', () => {
    const text = fixed.replace('HTTP/1.1', 'HTTP/1.0').replace('Edge-Path: a>B', 'Connection: keep-alive')
    expect(whole(text).reusable).toBe(true)
  })
})

test.each([
  ['a length', fixed],
  ['chunks', chunked],
])('an answer with %s is incomplete at every cut', (_, text) => {
  for (let length = 0; length < text.length; length++)
    expect(parseAnswer(text.slice(0, length), false), `cut at ${length}`).toBe('incomplete')
})

test.each([
  ['another protocol', 'SSH-2.0-OpenSSH'],
  ['a bad status', 'HTTP/1.1 abc\r\n\r\n'],
  ['HTTP/2', 'HTTP/2.0 200 OK\r\n\r\n'],
  ['a negative length', 'HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n'],
  ['a length that is no number', 'HTTP/1.1 200 OK\r\nContent-Length: 5, 5\r\n\r\nhello'],
  ['an unknown coding', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n'],
  ['a bad chunk size', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n'],
  ['a chunk longer than its size', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nhello\r\n'],
  ['an endless chunk size', `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${'0'.repeat(65)}`],
  ['an endless head', `HTTP/1.1 200 OK\r\n${'x'.repeat(ANSWER_BYTES_MAX)}`],
])('%s is refused', (_, text) => expect(parseAnswer(text, false)).toBe('protocol'))
