import { expect, it } from 'vitest'
import { placement } from './placement.ts'

it('spreads services over all nodes, and says the same again', () => {
  const nodeOf = placement(['a', 'b'])
  expect(['relay-1', 'relay-2', 'hosts'].map(nodeOf)).toEqual(['b', 'a', 'b'])
  expect(nodeOf('relay-2')).toBe('a')
})

it('keeps proxies and stores on the manager', () => {
  const nodeOf = placement(['a', 'b', 'c'])
  expect(['toxiproxy', 'redis', 'toxiproxy-2'].map(nodeOf)).toEqual(['a', 'a', 'a'])
})
