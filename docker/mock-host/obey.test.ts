import { expect, test, vi } from 'vitest'
import type { ToHost, ToRelay } from '../relay/wire.ts'
import { delayOf, obey } from './obey.ts'

function reactionTo(message: ToHost | string) {
  const sent: ToRelay[] = []
  const seen: string[] = []
  obey(typeof message === 'string' ? message : JSON.stringify(message), {
    host: 'h1',
    send: (answer) => sent.push(answer) > 0,
    onDrain: (reason) => seen.push(`drain ${reason}`),
    onAnswered: () => seen.push('answered'),
    onHeld: () => seen.push('held'),
    onAsked: (name) => seen.push(`asked ${name}`),
    onPing: () => seen.push('ping'),
  })
  return { sent, seen }
}

test('answers a ping, and tells of it', () => {
  expect(reactionTo({ type: 'ping' })).toEqual({ sent: [{ type: 'pong' }], seen: ['ping'] })
})

test('answers a request with its own id', () => {
  const { sent, seen } = reactionTo({ type: 'http', id: '7', method: 'GET', path: '/echo', headers: {} })
  expect(sent).toMatchObject([
    { type: 'http:response', id: '7', status: 200, body: '{"host":"h1","ok":true}' },
  ])
  expect(seen).toEqual(['answered'])
})

test('tells of a request that asks for a late answer, and does not answer it yet', () => {
  const request = { type: 'http', id: '7', method: 'GET', path: '/slow?ms=60000', headers: {} } as const
  vi.useFakeTimers()
  try {
    const { sent, seen } = reactionTo(request)
    expect([sent, seen]).toEqual([[], ['held']])
    vi.advanceTimersByTime(60_000)
    expect(sent).toHaveLength(1)
    expect(seen).toEqual(['held', 'answered'])
  } finally {
    vi.useRealTimers()
  }
})

test('echoes a channel frame', () => {
  const frame: ToHost = { type: 'ws:frame', id: '3', data: 'aGk=', encoding: 'base64' }
  expect(reactionTo(frame).sent).toEqual([frame])
})

test('reports a drain', () => {
  expect(reactionTo({ type: 'drain', reason: 'deploy' }).seen).toEqual(['drain deploy'])
})

test.each(['', 'not JSON', '{"type":"news"}', 'null'])('leaves %j alone', (text) => {
  expect(reactionTo(text)).toEqual({ sent: [], seen: [] })
})

test.each([
  ['/slow?ms=250', 250],
  ['/slow', 0],
  ['/slow?ms=-1', 0],
  ['/slow?ms=soon', 0],
  ['/echo?ms=250', 0],
  ['//', 0],
])('delayOf(%j) is %i ms', (path, ms) => {
  expect(delayOf(path)).toBe(ms)
})
