import { expect, it } from 'vitest'
import { placement } from './placement.ts'

it('spreads services over all nodes, and says the same again', () => {
  const { of } = placement(['a', 'b'])
  expect(['relay-1', 'relay-2', 'hosts-2'].map(of)).toEqual(['b', 'a', 'b'])
  expect(of('relay-2')).toBe('a')
})

it('keeps proxies, stores, edges and what plays hosts on the manager', () => {
  const { of } = placement(['a', 'b', 'c'])
  const services = ['toxiproxy', 'redis', 'toxiproxy-2', 'redis-2', 'edge', 'tls-edge', 'hosts']
  expect(services.map(of)).toEqual(services.map(() => 'a'))
})

it('keeps a service to the nodes that are named for it, where there are such', () => {
  const { of, among } = placement(['a', 'b', 'c'])
  among('relay-1', ['a', 'b'])
  among('relay-2', ['a', 'b'])
  among('relay-3', ['c'])
  among('relay-4', [])
  among('relay-1', ['c'])
  expect(['relay-1', 'relay-2', 'relay-3', 'relay-4'].map(of)).toEqual(['b', 'a', 'c', 'c'])
})
