import { expect, test } from 'vitest'
import { goneHosts, hostId, hostIdMistake } from './host-id.ts'

test('the number of the host stands wherever the template has it', () => {
  expect(hostId('acme:machine-{n}', 7)).toBe('acme:machine-7')
  expect(hostId('{n}@{n}', 2)).toBe('2@2')
})

test.each([
  [
    'acme:machine',
    "without {n} all hosts have one id: put the number of the host somewhere, as in 'acme:machine-{n}'",
  ],
  ['{id}-{n}', '{id} is unknown: {n}, the number of the host, is all there is'],
  ['a {n}', 'leave blanks and control characters away'],
])('%j is no template of host ids', (template, message) => {
  expect(hostIdMistake(template)).toBe(message)
})

test('any other template is one', () => {
  expect(hostIdMistake('org/{n}?x=1')).toBeUndefined()
})

test('hosts that are gone are none of the fleet', () => {
  expect(goneHosts('m{n}', 2)).toEqual(['m100001', 'm100002'])
})
