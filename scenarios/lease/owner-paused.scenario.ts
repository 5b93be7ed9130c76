import { scenario } from '../../harness/scenario.ts'
import { lease } from './lease.ts'

scenario(
  'lease/owner-paused',
  {
    hypothesis:
      'A worker that is frozen for longer than its lease writes nothing more when it wakes up: another has taken over.',
    system: lease,
    headline: 'owners at once',
    broken: {
      'writes=unfenced': { first: { env: { WRITES: 'unfenced' } }, failsOn: ['owners at once'] },
      'lease=60s': { first: { env: { LEASE_MS: '60000' } }, failsOn: ['taken over'] },
    },
  },
  async ({ services, operations, faults, watch, check, time }) => {
    using during = watch()
    // Just after a write, so that none is under way when it freezes.
    await operations.firstTenure.next('used')
    const pause = await faults.pause(services.first)
    {
      using frozen = watch()
      await time.pass('3s')
      check('taken over', frozen.operations.tenure.seen()).atLeast(1)
    }
    await pause.heal()
    await time.pass('1s')
    check('owners at once', during.operations.tenure.ownedTwice()).is(0)
  },
)
