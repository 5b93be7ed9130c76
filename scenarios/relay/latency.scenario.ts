import { relayFleet, scenario } from '../../harness/scenario.ts'

scenario(
  'relay/latency',
  {
    title: 'a slow network loses no tunnel',
    hypothesis:
      'With 200 ms ± 50 ms each way on all tunnels none is lost, and requests take longer by that and no more.',
    source: 'game-day: hosts behind a distant network',
    system: relayFleet({ hosts: 20, probesPerSecond: 100 }),
    broken: {
      'pings=impatient': { relay: { pings: 'impatient' }, failsOn: ['tunnels lost'] },
      'forward=asks-first': { relay: { forward: 'asks-first' }, failsOn: ['probe p95 above baseline'] },
    },
  },
  async ({ fleet, faults, observe, check, time }) => {
    const [relay] = fleet.relays
    const base = await time.pass('0s')
    await time.pass('10s')
    await time.somewhereIn(fleet.phases.short)
    const baseEnd = await time.pass('0s')

    await faults.latency(fleet.link('hosts', relay.name), { delay: '200ms', jitter: '50ms' })
    const since = await time.pass('1s')
    // A ping interval and more, so that every tunnel is pinged over the slow network.
    const until = await time.pass(fleet.sum(fleet.constants.pingInterval, '5s'))

    const slow = { since, until }
    check('tunnels lost', observe.tunnelsLost(slow)).is(0)
    // 400 ms there and back, up to 100 of jitter, and 100 to spare. A second way there and back would be seen. The allowance is for two cores: a
    // request passes six processes, which no profile makes quicker.
    check('probe p95 above baseline', observe.probeRise(slow, { since: base, until: baseEnd }, 'p95')).atMost(
      '600ms',
      { work: fleet.work.typicalAnswer },
    )
  },
)
