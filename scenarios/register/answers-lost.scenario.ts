import { scenario } from '../../harness/scenario.ts'
import { register } from './register.ts'

scenario(
  'register/answers-lost',
  {
    hypothesis: 'Clients that lose the answers to their writes never read what was written over.',
    system: register,
    broken: {
      'reads=cached': { clients: { env: { READS: 'cached' } }, failsOn: ['reads unexplained'] },
      'writes=again': { clients: { env: { WRITES: 'again' } }, failsOn: ['reads unexplained'] },
    },
  },
  async ({ link, operations, faults, watch, check, precondition, time }) => {
    using during = watch()
    const late = await faults.latency(link('clients', 'store'), { delay: '1s', direction: 'answers' })
    // Each client has a call under way that took effect and is not yet answered.
    await time.pass('900ms')
    const at = await faults.reset(link('clients', 'store'))
    await late.heal()
    await operations.read.next('done')
    await time.pass('2s')
    precondition(
      'writes unanswered',
      during.operations.write.underWay({ at, begun: 'begun', ended: 'done' }),
    ).atLeast(1)
    check('reads unexplained', during.operations.read.unexplained({ writes: 'write' })).is(0)
  },
)
