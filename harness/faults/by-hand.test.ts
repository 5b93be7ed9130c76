import { expect, test } from 'vitest'
import { type ByHand, readParameters, typed } from './by-hand.ts'

const form: ByHand = {
  on: 'link',
  healing: 'undo',
  parameters: {
    delay: typed.duration('added', { example: '200ms' }),
    share: typed.number('of connections', { range: [0, 1] }),
    side: typed.choice('which', ['both', 'one'], { value: 'both' }),
  },
}

test('gives what the injection takes', () => {
  expect(readParameters('latency', form, { delay: '1s', share: '0.5', side: '' })).toEqual([
    { delay: '1s', share: 0.5 },
  ])
  expect(readParameters('kill', { on: 'service', healing: 'restart' }, {})).toEqual([])
})

test.each([
  [{}, 'latency needs delay, added: as in --delay 200ms'],
  [{ delay: '1' }, 'latency, delay: duration "1"'],
  [{ delay: '1s', share: '2' }, 'latency, share: "2" is no number from 0 to 1'],
  [{ delay: '1s', share: 'x' }, 'latency, share: "x" is no number'],
  [{ delay: '1s', side: 'bth' }, `latency, side: "bth" is none of both, one: did you mean 'both'?`],
  [{ delay: '1s', shar: '1' }, 'latency: parameter "shar" is unknown: did you mean "share"?'],
])('%j is refused', (given, words) => expect(() => readParameters('latency', form, given)).toThrow(words))

test('a fault without parameters takes none', () => {
  expect(() => readParameters('kill', { on: 'service', healing: 'restart' }, { now: '1' })).toThrow(
    'kill has no parameters',
  )
})
