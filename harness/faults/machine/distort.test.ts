import { expect, test } from 'vitest'
import type { Service } from '../../runtime/runtime.ts'
import { resolverOf } from './distort.ts'

const service = (spec: object) => ({ name: 'relay-1', resolver: undefined, spec }) as unknown as Service

test('names that an engine answers for cannot be distorted, and the fault says so', () => {
  expect(() => resolverOf(service({ names: { 'ci.internal': '10.200.7.3' } }), undefined)).toThrow(
    "relay-1 asks the engine's DNS server",
  )
  expect(() => resolverOf(service({}), undefined)).toThrow('its description has to say names')
})
