import { scenario } from '../../harness/scenario.ts'
import { keptAlive } from './kept-alive.ts'

/** One pass over all pauses of the writer takes about 14 s. */
const SWEEP = '17s'

scenario(
  'log-stream/keepalive-race',
  {
    hypothesis:
      'A proxy that keeps connections to its server for a shorter time than the server does never sends a request on one that is being closed.',
    source: 'a request that crosses the end of an idle connection: 502 now and then, and only for POST',
    system: keptAlive,
    headline: 'requests lost',
    broken: { 'idle=300ms': { web: { env: { IDLE_MS: '300' } }, failsOn: ['requests lost'] } },
  },
  async ({ link, operations, faults, watch, check, precondition, time }) => {
    // A request is under way for as long as a far server's would be, and can be crossed.
    const latency = await faults.latency(link('proxy', 'web'), { delay: '50ms' })
    {
      using during = watch()
      await time.pass(SWEEP)
      await operations.request.finished({ giveUpAfter: '3s' })
      precondition('requests', during.operations.request.seen()).atLeast(25)
      check('requests lost', during.operations.request.lost()).is(0)
    }
    await latency.heal()
  },
)
