import { scenario } from 'gameday'
import { hello } from './hello.ts'

scenario(
  'hello/server-killed',
  {
    hypothesis: 'A server that is killed and started again after 500 ms is away for less than 2 s.',
    system: hello,
    // The same with one fault built in: a run is only green when the check fails here.
    broken: { 'start=4s': { server: { env: { START_MS: '4000' } }, failsOn: ['server away'] } },
  },
  async ({ services, faults, watch, check, time }) => {
    using during = watch()
    await time.pass('500ms')
    await faults.kill(services.server)
    await services.server.restart({ after: '500ms' })
    await time.pass('1s')
    check('server away', during.probes.greeting.longestOutage()).atMost('2s')
  },
)
