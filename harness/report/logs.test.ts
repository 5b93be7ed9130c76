import { describe, expect, it } from 'vitest'
import { nearest, parseLog } from './logs.ts'
import { mask } from './mask.ts'

describe('parseLog', () => {
  it('takes lines of the log format and skips the rest', () => {
    expect(parseLog('12 out hello out there\nnonsense\n13.5 err \n', 'relay-1')).toEqual([
      { at: 12, service: 'relay-1', stream: 'out', text: 'hello out there' },
      { at: 13.5, service: 'relay-1', stream: 'err', text: '' },
    ])
  })
})

describe('nearest', () => {
  const lines = parseLog(
    Array.from({ length: 100 }, (_, i) => `${i * 10} out line ${i}`).join('\n'),
    'relay-1',
  )

  it('keeps the lines nearest to any of the moments, in order of time', () => {
    const kept = nearest(lines, { around: [200, 700], withinNs: 1_000, max: 4 })
    expect(kept.map(({ at }) => at)).toEqual([190, 200, 210, 700])
  })

  it('keeps none that are too far away, and none without a moment', () => {
    expect(nearest(lines, { around: [5_000], withinNs: 100, max: 40 })).toEqual([])
    expect(nearest(lines, { around: [], withinNs: 100, max: 40 })).toEqual([])
  })
})

describe('mask', () => {
  it.each([
    ['GET /tunnel?hostId=a&token=abc.def&x=1', 'GET /tunnel?hostId=a&token=(hidden)&x=1'],
    ['token eyJhbGciOi.eyJzdWIi.c2ln.', 'token (token).'],
    ['only a head eyJhbGciOi', 'only a head (token)'],
    ['Authorization: Bearer abc123', 'Authorization: Bearer (hidden)'],
    ['nothing secret here', 'nothing secret here'],
  ])('%s', (text, masked) => {
    expect(mask(text)).toBe(masked)
  })
})
