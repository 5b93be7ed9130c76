import { expect, it } from 'vitest'
import { containersMissing } from '../fixtures/containers-missing.ts'
import { opener, openTest } from '../fixtures/open-runtime.ts'
import { socketsByExec } from './inside.ts'

const { skip, why } = await containersMissing()

it.skipIf(skip)(`a shell in the container sees the same sockets as a look from outside${why}`, async () => {
  await using test = await openTest(opener('containers'))
  const service = await test.run('close-wait')
  const inside = await socketsByExec('close-wait', true, (argv) => service.exec(argv))
  const outside = await service.sockets()
  expect(inside).toEqual(outside)
  expect(inside.states).toMatchObject({ LISTEN: 1 })
  expect(inside.descriptors).toBeGreaterThan(3)
})
