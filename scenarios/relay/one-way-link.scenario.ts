import { relayFleet, scenario } from '../../harness/scenario.ts'

scenario(
  'relay/one-way-link',
  {
    title: 'a host whose packets no longer arrive notices it and comes back once',
    hypothesis:
      'When what hosts send vanishes and what the relay sends arrives, acknowledgements are missing too, so that the relay falls silent; ' +
      'the watchdog of every host notices it, and each host is back with one new tunnel.',
    source: 'known incident: a firewall that forgot one direction; hosts flapped or never came back',
    headline: 'detected max',
    system: relayFleet({ hosts: 20, needs: ['watchdog'] }),
    needs: ['packets'],
    broken: {
      'watchdog=none': { host: { watchdog: 'none' }, failsOn: ['detected max'] },
      'close=waits-for-reply': {
        host: { close: 'waits-for-reply' },
        failsOn: ['reconnected after detection max'],
      },
    },
    deadline: '200s',
  },
  async ({ fleet, faults, observe, check, time }) => {
    const [relay] = fleet.relays
    const { limits } = fleet
    // One more ping arrives, before its acknowledgement is missed.
    const detection = fleet.sum(fleet.constants.pingInterval, limits.detection)
    await time.somewhereIn(fleet.phases.short)
    await faults.halfOpen(fleet.link('hosts', relay.name), { direction: 'requests' })
    const since = await time.pass('0s')
    const established = await time.pass(limits.unnoticed)
    await fleet.reconnected({ since, from: since, decides: fleet.sum(detection, limits.detected) })
    // A host that flaps loses its new tunnel within this time.
    const until = await time.pass('15s')

    const watched = { since, until }
    check('tunnels that ended by themselves', observe.tunnelsLost({ since, until: established })).is(0)
    check('detected max', observe.detection(watched, 'max')).atMost(detection, { work: fleet.work.answer })
    check('reconnected after detection max', observe.reconnectAfterDetection(watched, 'max')).atMost(
      limits.detected,
      { work: fleet.work.dial },
    )
    check('registrations', observe.registrations(watched, fleet.hosts)).atMost(fleet.hosts.length)
  },
)
