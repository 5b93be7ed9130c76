import { expect, test } from 'vitest'
import { judge } from './judge.ts'

const withHead = (headers: string, rest = {}) => ({
  answer: {
    status: 200,
    body: 'hello h1',
    head: `HTTP/1.1 200 OK\r\nEdge-Path: relay-1${headers}`,
    reusable: true,
    ...rest,
  },
})
const body = 'h1'

test('200 with the expected body and no replay header is a success', () => {
  expect(judge(withHead(''), { body })).toEqual({ ok: true, status: 200, path: 'relay-1' })
})

test.each([
  ['replay-header', withHead('\r\nfly-replay: region=b', { body: '' })],
  ['replay-header', withHead('\r\nFly-Replay: ')],
  ['status', withHead('', { status: 503 })],
  ['status', withHead('', { status: 201 })],
  ['body', withHead('', { body: 'hello h2' })],
])('%s', (error, bad) => {
  expect(judge(bad, { body })).toMatchObject({ ok: false, error, status: bad.answer.status })
})

test('status and header of a success can be others', () => {
  const success = { body, status: 204, noHeader: 'x-resend' }
  expect(judge(withHead('\r\nfly-replay: x', { status: 204 }), success)).toMatchObject({ ok: true })
  expect(judge(withHead('\r\nX-Resend: x', { status: 204 }), success)).toMatchObject({
    error: 'replay-header',
  })
  expect(judge(withHead(''), success)).toMatchObject({ ok: false, error: 'status' })
})

test('an answer without a path tells none', () => {
  const answer = { status: 200, body: '', head: 'HTTP/1.1 200 OK', reusable: true }
  expect(judge({ answer }, { body: '' })).toEqual({ ok: true, status: 200 })
})

test('what broke the connection is the error', () => {
  const error = 'ECONNRESET'
  expect(judge({ error, unanswered: true }, { body: '' })).toEqual({ ok: false, error })
})
