import { expect, test } from 'vitest'
import { judge } from './judge.ts'

const answer = { status: 200, body: 'hello h1', replay: undefined, path: 'relay-1', reusable: true }

test('200 with the expected body and no replay header is a success', () => {
  expect(judge({ answer }, 'h1')).toEqual({ ok: true, status: 200, path: 'relay-1' })
})

test.each([
  ['replay-header', { ...answer, body: '', replay: 'region=b' }],
  ['replay-header', { ...answer, replay: '' }],
  ['status', { ...answer, status: 503 }],
  ['status', { ...answer, status: 201 }],
  ['body', { ...answer, body: 'hello h2' }],
])('%s', (error, bad) => {
  expect(judge({ answer: bad }, 'h1')).toMatchObject({ ok: false, error, status: bad.status })
})

test('an answer without a path tells none', () => {
  expect(judge({ answer: { ...answer, path: undefined } }, '')).toEqual({ ok: true, status: 200 })
})

test('what broke the connection is the error', () => {
  expect(judge({ error: 'ECONNRESET', unanswered: true }, '')).toEqual({ ok: false, error: 'ECONNRESET' })
})
