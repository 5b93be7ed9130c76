import { expect, test } from 'vitest'
import { hasCapability } from './capabilities.mjs'

const statusOf = (effective: string) => `Name:\tnode\nCapPrm:\t000001ffffffffff\nCapEff:\t${effective}\n`

test.each([
  ['all', '000001ffffffffff', true, true],
  ['none', '0000000000000000', false, false],
  ['those of a container', '00000000a80425fb', false, false],
  ['the network alone', '0000000000001000', true, false],
  ['the system alone', '0000000000200000', false, true],
])('%s of the capabilities', (_, effective, network, system) => {
  const status = statusOf(effective)
  expect(hasCapability('CAP_NET_ADMIN', status)).toBe(network)
  expect(hasCapability('CAP_SYS_ADMIN', status)).toBe(system)
})

test('where the kernel tells nothing, there is none', () => {
  expect(hasCapability('CAP_NET_ADMIN', 'Name:\tnode\n')).toBe(false)
})
