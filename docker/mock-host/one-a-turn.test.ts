import { expect, test } from 'vitest'
import { oneATurn } from './one-a-turn.ts'

const turn = () => new Promise<void>((resolve) => setImmediate(resolve))

test('does one piece in each turn of the event loop, in order, later ones too', async () => {
  const done: string[] = []
  oneATurn(() => done.push('a'))
  oneATurn(() => {
    done.push('b')
    oneATurn(() => done.push('d'))
  })
  oneATurn(() => done.push('c'))
  const seen: string[] = []
  for (let i = 0; i < 5; i++) {
    seen.push(done.join(''))
    await turn()
  }
  expect(seen).toEqual(['', 'a', 'ab', 'abc', 'abcd'])
})
