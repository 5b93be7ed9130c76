import { describe } from 'vitest'
import { conformsInReach } from './conformance/conforms.ts'
import { containersMissing } from './fixtures/containers-missing.ts'

const { skip, why } = await containersMissing()

describe.skipIf(skip)(`containers behind published ports${why}`, () =>
  conformsInReach(async (options) => {
    const { ContainersRuntime } = await import('./containers/runtime.ts')
    return ContainersRuntime.open(options, { publish: true })
  }),
)
