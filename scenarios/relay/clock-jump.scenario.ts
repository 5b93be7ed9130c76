import { relayFleet, scenario } from '../../harness/scenario.ts'

scenario(
  'relay/clock-jump',
  {
    title: 'a relay whose wall clock jumps keeps its hosts, its entries and its tokens',
    hypothesis:
      'While the wall clock of one relay is an hour ahead, and then an hour behind, no tunnel ends, live hosts stay in the directory with ' +
      'the declared time to live, whichever relay has them, and new hosts with good tokens are let in.',
    source:
      'known incident: a time server set clocks by an hour; leases ended early, and everybody came back at once',
    headline: 'live hosts missing in the directory',
    // Half of the hosts dial the relay whose clock jumps and nothing else, half the other one.
    system: relayFleet({
      hosts: 12,
      relays: 2,
      hostsDial: 'relay-1',
      elsewhere: 6,
      settableClocks: true,
      needs: ['late-hosts', 'remains', 'expiry'],
    }),
    needs: ['faketime'],
    broken: {
      'expiry=by-own-clock': {
        relay: { expiry: 'by-own-clock' },
        failsOn: ['live hosts missing in the directory', 'time to live off the declared by'],
      },
      'pings=by-wall-clock': { relay: { pings: 'by-wall-clock' }, failsOn: ['tunnels lost'] },
      'auth=issued-before-now': {
        relay: { auth: 'issued-before-now' },
        failsOn: ['new hosts with good tokens let in'],
      },
    },
    deadline: '300s',
  },
  async ({ fleet, faults, observe, check, time }) => {
    const [relay] = fleet.relays
    const { constants, limits, wanted } = fleet
    // Every entry is refreshed by then, and each relay has swept once more.
    const watched = fleet.sum(constants.pingInterval, constants.directorySweep, '5s')
    await time.somewhereIn(fleet.phases.long)
    const watch = await fleet.watchExpiries()
    const since = await time.pass('0s')
    const ahead = await faults.jumpClock(relay, { by: '60m' })
    const welcome = await fleet.join({ hosts: 2 })
    await time.pass(watched)
    await ahead.heal()
    const behind = await faults.jumpClock(relay, { by: '60m', direction: 'back' })
    welcome.push(...(await fleet.join({ hosts: 2 })))
    await time.pass(watched)
    const right = await behind.heal()
    // Set right, it has jumped once more.
    const until = await time.pass(watched)
    await watch.stop()

    const throughout = { since, until }
    check('tunnels lost', observe.tunnelsLost(throughout, fleet.hosts)).is(0)
    check('live hosts missing in the directory', observe.hostsMissing(throughout, fleet.hosts)).is(0)
    check(
      'time to live off the declared by',
      observe.expiryOff(wanted.directoryTtl, throughout, fleet.hosts),
    ).atMost(limits.expiryOff)
    check('new hosts with good tokens let in', observe.letIn({ since, until: right }, welcome)).is(
      welcome.length,
    )
  },
)
