import { scenario } from '../../harness/scenario.ts'
import { ledger } from './ledger.ts'

scenario(
  'ledger/disk-full',
  {
    title: 'what was acknowledged on a full disk is kept',
    hypothesis:
      'While its disk is full, the ledger refuses orders and loses none that it acknowledged; 2 s after there is room again, it takes orders again.',
    source:
      'known incident: a disk that had run full; what was acknowledged meanwhile was nowhere, and the service refused orders until its restart',
    headline: 'orders lost',
    system: ledger,
    needs: ['disks'],
    broken: {
      'errors=swallowed': { ledger: { env: { ERRORS: 'swallowed' } }, failsOn: ['orders lost'] },
      'errors=half-lines': { ledger: { env: { ERRORS: 'half-lines' } }, failsOn: ['orders lost'] },
      'errors=for-good': {
        ledger: { env: { ERRORS: 'for-good' } },
        failsOn: ['orders taken when there is room again'],
      },
    },
  },
  async ({ services, operations, faults, watch, check, precondition, time }) => {
    using during = watch()
    await time.pass('1s')
    // A second of orders still has room.
    const full = await faults.fillDisk(services.ledger, { room: 0.02 })
    await time.pass('1500ms')
    {
      using refused = watch()
      await time.pass('2s')
      precondition('orders placed while it was full', refused.operations.attempt.seen('answered')).atLeast(10)
    }
    await full.heal()
    await time.pass('2s')
    {
      using again = watch()
      await time.pass('3s')
      check('orders taken when there is room again', again.operations.order.seen()).atLeast(20)
    }
    await operations.order.finished({ giveUpAfter: '10s' })
    check('orders lost', during.operations.order.lost()).is(0)
  },
)
