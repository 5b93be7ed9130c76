import { expect, it } from 'vitest'
import { imagesReady } from '../../../docker/images.ts'
import { opener, openTest } from '../fixtures/open-runtime.ts'
import { socketsByExec } from './inside.ts'

const { ready, reason } = await imagesReady()
const skip = !ready && process.env.GAMEDAY_REQUIRE_CONTAINERS !== '1'

it.skipIf(skip)(
  `a shell in the container sees the same sockets as a look from outside${skip ? ` (skipped: ${reason})` : ''}`,
  async () => {
    await using test = await openTest(opener('containers'))
    const service = await test.run('close-wait')
    const inside = await socketsByExec('close-wait', (argv) => service.exec(argv))
    const outside = await service.sockets()
    expect(inside).toEqual(outside)
    expect(inside.states).toMatchObject({ LISTEN: 1 })
    expect(inside.descriptors).toBeGreaterThan(3)
  },
)
