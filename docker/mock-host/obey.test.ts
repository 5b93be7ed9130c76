import { expect, test } from 'vitest'
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
  })
  return { sent, seen }
}

test('answers a ping', () => {
  expect(reactionTo({ type: 'ping' })).toEqual({ sent: [{ type: 'pong' }], seen: [] })
})

test('answers a request with its own id', () => {
  const { sent, seen } = reactionTo({ type: 'http', id: '7', method: 'GET', path: '/echo', headers: {} })
  expect(sent).toMatchObject([
    { type: 'http:response', id: '7', status: 200, body: '{"host":"h1","ok":true}' },
  ])
  expect(seen).toEqual(['answered'])
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
