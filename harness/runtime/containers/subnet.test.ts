import { networkInterfaces } from 'node:os'
import { expect, it } from 'vitest'
import { pickSubnet } from './subnet.ts'

it('is a /24 of the upper half of 10.0.0.0/8', () => {
  for (let tries = 0; tries < 50; tries++) {
    const { prefix, cidr } = pickSubnet()
    expect(prefix).toMatch(/^10\.(12[89]|1[3-9]\d|2\d\d)\.\d{1,3}$/)
    expect(cidr).toBe(`${prefix}.0/24`)
  }
})

it('holds no address of this machine', () => {
  const own = Object.values(networkInterfaces()).flatMap((list) => (list ?? []).map(({ address }) => address))
  for (let tries = 0; tries < 50; tries++) {
    const { prefix } = pickSubnet()
    expect(own.filter((address) => address.startsWith(`${prefix}.`))).toEqual([])
  }
})
