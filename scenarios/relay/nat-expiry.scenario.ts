import { relayFleet, scenario } from '../../harness/scenario.ts'

scenario(
  'relay/nat-expiry',
  {
    title: 'pings keep the tunnels of idle hosts in a NAT that forgets',
    hypothesis:
      'When nobody asks for anything and a NAT forgets connections that are idle for one and a half ping intervals, the pings of the relay ' +
      'keep every tunnel, and the first requests after that are answered.',
    source: 'known incident: cloud NAT gateways forget connections after 350 s; tunnels died over night',
    headline: 'tunnels that ended by themselves',
    system: relayFleet({ hosts: 20, needs: ['watchdog'] }),
    needs: ['packets'],
    broken: {
      'pings=half-as-often': {
        relay: { pings: 'half-as-often' },
        failsOn: ['tunnels that ended by themselves'],
      },
      // Nobody notices over night: the first requests do.
      'watchdog=none': {
        relay: { pings: 'half-as-often' },
        host: { watchdog: 'none' },
        failsOn: ['answers other than 200 after the night'],
      },
    },
    deadline: '260s',
  },
  async ({ fleet, faults, observe, check, time }) => {
    const [relay] = fleet.relays
    const { constants, limits } = fleet
    await time.somewhereIn(fleet.phases.long)
    // Requests would keep the tunnels, too.
    const night = await faults.cut(fleet.link('clients', relay.name))
    const nat = await faults.natExpiry(fleet.link('hosts', relay.name), {
      idle: fleet.share(constants.pingInterval, 1.5),
    })
    const since = await time.pass('0s')
    // Pings half as often: one passes at once at best, the next after two intervals is lost, and a watchdog has seen it.
    const until = await time.pass(fleet.sum(fleet.share(constants.pingInterval, 2), limits.detection, '5s'))
    await night.heal()
    const morning = await time.pass('2s')
    const asked = await time.pass('10s')
    await nat.heal()

    check('tunnels that ended by themselves', observe.tunnelsLost({ since, until })).is(0)
    check(
      'answers other than 200 after the night',
      observe.otherAnswers(200, { since: morning, until: asked }),
    ).is(0)
  },
)
