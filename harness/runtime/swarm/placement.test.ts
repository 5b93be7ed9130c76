import { expect, it } from 'vitest'
import { placement } from './placement.ts'

it('spreads services over all nodes, and says the same again', () => {
  const nodeOf = placement(['a', 'b'])
  expect(['relay-1', 'relay-2', 'hosts-2'].map(nodeOf)).toEqual(['b', 'a', 'b'])
  expect(nodeOf('relay-2')).toBe('a')
})

it('keeps proxies, stores, edges and what plays hosts on the manager', () => {
  const nodeOf = placement(['a', 'b', 'c'])
  const services = ['toxiproxy', 'redis', 'toxiproxy-2', 'redis-2', 'edge', 'tls-edge', 'hosts']
  expect(services.map(nodeOf)).toEqual(services.map(() => 'a'))
})
