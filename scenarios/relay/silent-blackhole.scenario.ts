import { relayFleet, scenario } from '../../harness/scenario.ts'

scenario(
  'relay/silent-blackhole',
  {
    title: 'a host notices that its tunnel has gone silent',
    hypothesis:
      'When what the relay sends vanishes and TCP stays established, the watchdog of every host notices it within its ' +
      'time and one check interval, and the host is back at its first redials.',
    source: 'game-day: a middle box lost its table; hosts held dead tunnels forever',
    headline: 'detected max',
    system: relayFleet({ hosts: 20, needs: ['watchdog'] }),
    broken: {
      'watchdog=none': { host: { watchdog: 'none' }, failsOn: ['detected max'] },
      'close=waits-for-reply': {
        host: { close: 'waits-for-reply' },
        failsOn: ['reconnected after detection max'],
      },
    },
    before: [
      { check: 'detected max', text: 'never without a watchdog' },
      { check: 'reconnected after detection max', text: '110 s after the silence began, or never' },
    ],
    deadline: '150s',
  },
  async ({ fleet, faults, observe, check, time }) => {
    const [relay] = fleet.relays
    await time.somewhereIn(fleet.phases.short)
    await faults.silence(fleet.link('hosts', relay.name))
    const since = await time.pass('0s')
    // A host may have heard its last probe 2 s before.
    const established = await time.pass(fleet.limits.unnoticed)
    const until = await fleet.reconnected({
      since,
      from: since,
      decides: fleet.sum(fleet.limits.detection, fleet.limits.detected),
    })

    check('tunnels that ended by themselves', observe.tunnelsLost({ since, until: established })).is(0)
    const watched = { since, until }
    check('detected max', observe.detection(watched, 'max')).atMost(fleet.limits.detection, {
      work: fleet.work.answer,
    })
    check('decided delays max', observe.decidedDelay(watched, 'max')).atMost(fleet.limits.detected)
    check('reconnected after detection max', observe.reconnectAfterDetection(watched, 'max')).atMost(
      fleet.limits.detected,
      {
        work: fleet.work.dial,
      },
    )
  },
)
