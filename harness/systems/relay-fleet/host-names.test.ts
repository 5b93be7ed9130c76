import { expect, test } from 'vitest'
import { hostNames } from './host-names.ts'
import type { RelayTarget } from './target/schema.ts'

test('hosts of the reference say what they come for', () => {
  const names = hostNames(undefined, 2)
  expect(names.fleet).toEqual(['host-1', 'host-2'])
  expect([names.further('late'), names.further('passer'), names.further('late')]).toEqual([
    'late-1',
    'passer-1',
    'late-2',
  ])
})

test('hosts of a target are called as it says, and one that comes later has the next number', () => {
  const names = hostNames({ host: { id: 'acme:machine-{n}' } as RelayTarget['host'] }, 2)
  expect(names.fleet).toEqual(['acme:machine-1', 'acme:machine-2'])
  expect([names.further('late'), names.further('passer')]).toEqual(['acme:machine-3', 'acme:machine-4'])
})
