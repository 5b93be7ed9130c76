import { relayFleet, scenario } from '../../harness/scenario.ts'

scenario(
  'relay/heartbeats',
  {
    title: 'pings, refreshes and expiries are as declared',
    hypothesis:
      'A relay pings at the interval that it declares and refreshes the entry of a live tunnel on each pong, so that it never comes near ' +
      'its expiry; the entry of a relay that died stays for the declared time and is swept by the next interval.',
    source:
      'the wire facts: ping interval, TTL and sweep of the directory, watched on a day on which nothing is wrong',
    // Half of the hosts dial the relay that will die and nothing else, half the other one.
    system: relayFleet({
      hosts: 12,
      relays: 2,
      hostsDial: 'relay-1',
      elsewhere: 6,
      hostVariant: { tellsPings: 'yes' },
      needs: ['pings-told', 'remains', 'expiry'],
    }),
    broken: {
      'pings=half-as-often': { relay: { pings: 'half-as-often' }, failsOn: ['pings off their interval by'] },
      'pings=twice-as-often': {
        relay: { pings: 'twice-as-often' },
        failsOn: ['pings off their interval by'],
      },
      'heartbeat=on-every-other-pong': {
        relay: { heartbeat: 'on-every-other-pong' },
        failsOn: ['left at a refresh'],
      },
      'heartbeat=on-every-fifth-pong': {
        relay: { heartbeat: 'on-every-fifth-pong' },
        failsOn: ['live hosts missing in the directory'],
      },
      'expiry=doubled': { relay: { expiry: 'doubled' }, failsOn: ['time to live off the declared by'] },
      'expiry=halved': { relay: { expiry: 'halved' }, failsOn: ['time to live off the declared by'] },
      'sweep=early': { relay: { sweep: 'early' }, failsOn: ['entries gone before their expiry'] },
      'sweep=none': { relay: { sweep: 'none' }, failsOn: ['from expiry to removal'] },
    },
    deadline: '500s',
  },
  async ({ fleet, faults, observe, check, time }) => {
    const [relay] = fleet.relays
    const { constants, limits, wanted } = fleet
    const dying = fleet.hostsOn(relay)
    await time.somewhereIn(fleet.phases.long)
    const watch = await fleet.watchExpiries()
    const since = await time.pass('0s')
    // Long enough for an entry that is not refreshed to expire and be swept.
    const until = await time.pass(fleet.sum(limits.expiry, constants.pingInterval))
    const { at: death } = await faults.kill(relay)
    await fleet.forgotten(relay, { decides: limits.expiry })
    // Of entries that stay it must show that they do for longer than a sweep takes.
    const end = await time.pass('15s')
    await watch.stop()

    const calm = { since, until }
    const dead = { since: death, until: end }
    check(
      'pings off their interval by',
      observe.pingIntervalOff(wanted.pingInterval, calm, fleet.hosts),
    ).atMost(limits.pingOff, { work: fleet.work.answer })
    check('left at a refresh', observe.leftAtRefresh(calm, fleet.hosts)).atLeast(limits.leftAtRefresh)
    check('live hosts missing in the directory', observe.hostsMissing(calm, fleet.hosts)).is(0)
    check(
      'time to live off the declared by',
      observe.expiryOff(wanted.directoryTtl, calm, fleet.hosts),
    ).atMost(limits.expiryOff)
    check('entries gone before their expiry', observe.removedBeforeExpiry(dead, dying)).is(0)
    check('from expiry to removal', observe.removedAfterExpiry(dead, dying)).atMost(wanted.directorySweep, {
      work: fleet.work.answer,
    })
    // Only so that the steady state can be asked for again.
    await relay.restart({ after: '0s' })
  },
)
