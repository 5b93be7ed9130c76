import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { stageOf as stageOfType } from '../testing/fake-stub.ts'
import { swallowFrom } from './swallow-from.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

/** A stage that looks for a text. */
const stageOf = (pattern: string, keep = 0) => stageOfType(swallowFrom, { pattern: hex(pattern), keep })

const hex = (text: string) => Buffer.from(text).toString('hex')

/** All ways to cut a text into up to three chunks. */
function cuts(text: string): string[][] {
  const ways: string[][] = []
  for (let i = 0; i <= text.length; i++) {
    for (let j = i; j <= text.length; j++) ways.push([text.slice(0, i), text.slice(i, j), text.slice(j)])
  }
  return ways
}

test.each([
  [0, 'a DRADR'],
  [1, 'a DRADRDRAIN'],
])('however the stream is cut, keep = %d lets the same through', (keep, expected) => {
  for (const chunks of cuts('a DRADRDRAIN tail DRAIN')) {
    const { seen, send } = stageOf('DRAIN', keep)
    chunks.forEach(send)
    expect(seen.passed, chunks.join('|')).toBe(expected)
    expect(seen.acted).toBe('a DRADRDRAIN tail DRAIN'.length - expected.length)
  }
})

test('however a stream without the pattern is cut, all of it passes', () => {
  for (const chunks of cuts('DRA DRAI NDRAI')) {
    const { stage, seen, send } = stageOf('DRAIN')
    chunks.forEach(send)
    stage.end('fin')
    expect(seen).toMatchObject({ passed: 'DRA DRAI NDRAI', ended: 'fin', closed: false, acted: 0 })
  }
})

test('keeps back no more than the pattern needs', () => {
  const { stage, seen, send } = stageOf('DRAIN')
  send('a DRAI')
  expect([seen.passed, stage.held]).toEqual(['a ', 4])
  send('DR')
  expect([seen.passed, stage.held]).toEqual(['a DRAI', 2])
})

test('a possible beginning is not kept back for ever, and what completes it is swallowed from there on', () => {
  const { stage, seen, send } = stageOf('DRAIN')
  send('a DR')
  vi.advanceTimersByTime(99)
  expect(seen.passed).toBe('a ')
  vi.advanceTimersByTime(1)
  expect([seen.passed, stage.held]).toEqual(['a DR', 0])
  send('A')
  expect([seen.passed, stage.held]).toEqual(['a DR', 1])
  send('IN tail')
  expect([seen.passed, seen.acted]).toEqual(['a DR', 8])
})

test('a delivered beginning that turns out to be none is not delivered twice', () => {
  const { seen, send } = stageOf('DRAIN')
  send('DR')
  vi.advanceTimersByTime(100)
  send('UM DRA')
  expect(seen.passed).toBe('DRUM ')
  vi.advanceTimersByTime(100)
  expect(seen.passed).toBe('DRUM DRA')
})

test('a new pattern leaves what is swallowed swallowed, and releases what was kept back', () => {
  const swallowing = stageOf('DRAIN')
  swallowing.send('DRAIN')
  swallowing.stage.update({ pattern: hex('OTHER'), keep: 0 })
  swallowing.send('more')
  expect(swallowing.seen.passed).toBe('')
  const waiting = stageOf('DRAIN')
  waiting.send('DRA')
  waiting.stage.update({ pattern: hex('IN'), keep: 0 })
  waiting.send('IN tail')
  expect(waiting.seen.passed).toBe('DRA')
})

test.each([
  ['DRAIN', { passed: '', closed: true }],
  ['DRAI', { passed: 'DRAI', closed: false }],
])('on removal after %s', (sent, expected) => {
  const { stage, seen, send } = stageOf('DRAIN')
  send(sent)
  stage.remove()
  stage.dispose()
  expect(seen).toMatchObject(expected)
  expect(vi.getTimerCount()).toBe(0)
})
