import { expect, it } from 'vitest'
import { MissingPartError } from '../errors.ts'
import { mustHaveLayers } from './layers.ts'

it.each(['processes', 'containers'] as const)('faults of nodes are not for %s', async (runtime) => {
  const asked = mustHaveLayers(['nodes'], runtime)
  await expect(asked).rejects.toThrow(MissingPartError)
  await expect(asked).rejects.toThrow('gameday run --runtime swarm')
})
