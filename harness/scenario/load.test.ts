import { expect, test } from 'vitest'
import type { Target } from '../targets/target.ts'
import type { AnyScenario } from './define.ts'
import { loadOf } from './load.ts'

const scenarioThat = (exclusive: boolean) =>
  ({
    meta: {
      exclusive,
      system: {
        topology: () => ({ nodes: [{ name: 'relay-1' }, { name: 'hosts' }], links: [] }),
        hosts: (asked = 100) => asked,
      },
    },
  }) as unknown as AnyScenario
const playing = (per: 'host' | 'fleet') => ({ onePerHost: per === 'host' }) as Target

test.each([
  ['a fleet played by one process', undefined, undefined, 2 + 4],
  ['a larger one', 1_000, undefined, 2 + 40],
  ['a target with a process for each host', undefined, playing('host'), 2 + 100],
  ['a target with one process for all', undefined, playing('fleet'), 2 + 4],
] as const)('load of %s', (_, hosts, target, load) => {
  expect(loadOf(scenarioThat(false), hosts, target)).toBe(load)
})

test('an exclusive one takes all there is', () => {
  expect(loadOf(scenarioThat(true), undefined)).toBe(Number.POSITIVE_INFINITY)
})
