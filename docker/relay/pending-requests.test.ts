import { expect, test, vi } from 'vitest'
import { PendingRequests } from './pending-requests.ts'
import type { ToHost } from './wire.ts'

const question = { method: 'GET', path: '/', headers: {} }

function pendingRequests(timeoutMs = 60_000) {
  const sent: ToHost[] = []
  const requests = new PendingRequests((message) => sent.push(message), timeoutMs)
  return { requests, sent }
}

test('an answer goes to the question with its id', async () => {
  const { requests, sent } = pendingRequests()
  const [first, second] = [requests.ask(question), requests.ask(question)]
  const ids = sent.map((message) => ('id' in message ? message.id : ''))
  const answer = (id = '', status = 0) => ({ type: 'http:response' as const, id, status, headers: {} })
  requests.answer(answer(ids[1], 202))
  requests.answer(answer(ids[0], 201))
  expect([(await first).status, (await second).status]).toEqual([201, 202])
})

test('an answer that nobody waits for is ignored', () => {
  const { requests } = pendingRequests()
  expect(() => requests.answer({ type: 'http:response', id: '9', status: 200, headers: {} })).not.toThrow()
})

test('rejectAll fails every question at once', async () => {
  const { requests } = pendingRequests()
  const asked = [requests.ask(question), requests.ask(question)]
  requests.rejectAll('relay is draining')
  for (const each of asked) await expect(each).rejects.toThrow('relay is draining')
})

test('a question without an answer fails after the timeout', async () => {
  vi.useFakeTimers()
  try {
    const { requests } = pendingRequests(30_000)
    const failed = expect(requests.ask(question)).rejects.toThrow('the host did not answer in time')
    await vi.advanceTimersByTimeAsync(30_000)
    await failed
  } finally {
    vi.useRealTimers()
  }
})
