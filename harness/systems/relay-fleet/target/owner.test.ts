import { expect, test } from 'vitest'
import { identityReader, writeOwner } from './owner.ts'

const relays = [
  { region: 'ams', machineId: 'relay-1' },
  { region: 'iad', machineId: 'relay-2' },
]

test('owners become identities, and what names nobody stays as it is', () => {
  const identity = identityReader('{machineId}/{region}', relays)
  expect(['relay-1/ams', 'relay-2', 'iad:relay-2', 'relay-1/iad', ''].map(identity)).toEqual([
    'ams:relay-1',
    'iad:relay-2',
    'iad:relay-2',
    'relay-1/iad',
    '',
  ])
})

test('an owner is written as the target writes it', () => {
  expect(writeOwner('{"m":"{machineId}"}', relays[0]!)).toBe('{"m":"relay-1"}')
})
