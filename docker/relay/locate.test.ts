import { expect, test } from 'vitest'
import { answerFor } from './locate.ts'

const self = { region: 'ams', machineId: 'relay-1' }

test.each([
  ['ams:relay-2', { 'fly-replay': 'instance=relay-2' }],
  ['iad:relay-3', { 'fly-replay': 'region=iad' }],
  // The same machine id in another region is another machine.
  ['iad:relay-1', { 'fly-replay': 'region=iad' }],
])('a host at %s is replayed there', (owner, headers) => {
  expect(answerFor(owner, self)).toEqual({ status: 200, headers })
})

test.each([null, 'ams:relay-1', '', 'nonsense'])('a host at %j is unavailable', (owner) => {
  expect(answerFor(owner, self)).toMatchObject({ status: 503, headers: {} })
})
