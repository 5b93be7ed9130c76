import { expect, it } from 'vitest'
import { StreamReader } from './stream-reader.ts'

const head = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n'

function read(...pieces: string[]): StreamReader {
  const reader = new StreamReader()
  for (const piece of pieces) reader.take(Buffer.from(piece))
  return reader
}

it('knows nothing before the head is whole', () => {
  expect(read(head.slice(0, -1))).toMatchObject({ progress: 'nothing', status: undefined })
})

it('tells head and body apart, however they were cut', () => {
  expect(read(head.slice(0, 5), head.slice(5))).toMatchObject({ progress: 'head', status: 200 })
  expect(read(`${head}5\r\nhello\r\n`)).toMatchObject({ progress: 'body', status: 200, whole: false })
})

it('is whole only after the last chunk', () => {
  expect(read(head, '5\r\nhello\r\n', '0\r\n', '\r\n').whole).toBe(true)
  expect(read(head, '5\r\nhello\r\n', '0\r\n').whole).toBe(false)
})

it('shows a proxy that gave up', () => {
  expect(read('HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n')).toMatchObject({
    progress: 'head',
    status: 502,
  })
})
