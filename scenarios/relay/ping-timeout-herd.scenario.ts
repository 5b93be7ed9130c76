import { relayFleet, scenario } from '../../harness/scenario.ts'

scenario(
  'relay/ping-timeout-herd',
  {
    title: 'hosts that timed out together do not come back as a herd',
    hypothesis:
      'Pongs that are late by half the time after which a relay gives a host up cost no tunnel. After a latency spike that outlasts ' +
      'three pings, and a relay too busy to take anybody for a minute, hosts back off and stay spread out instead of dialling all at once.',
    source:
      'game-day: a latency spike; 1001 taken for a drain, all hosts dialled again and again at the base delay',
    system: relayFleet({ hosts: 200, fewest: 50, needs: ['ping-timeout'] }),
    broken: {
      'drain=close-1001': {
        relay: { drain: 'close-1001' },
        host: { resetOn1001: 'on' },
        failsOn: ['most dials at once'],
      },
      'pings=impatient': { relay: { pings: 'impatient' }, failsOn: ['tunnels lost while pongs were late'] },
      'pings=time-out-as-drain': {
        relay: { pings: 'time-out-as-drain' },
        failsOn: ['hosts told that they timed out'],
      },
      'host-jitter=none': {
        host: { hostJitter: 'none' },
        failsOn: ['share of the first wave in the busiest fifth'],
      },
    },
    deadline: '300s',
  },
  async ({ fleet, faults, observe, check, precondition, time }) => {
    const [relay] = fleet.relays
    const { pongsLate, pingsLate, logged, close } = fleet.pingTimeouts
    const { backoffCeiling, pingTimeout } = fleet.constants
    const tunnels = fleet.link('hosts', relay.name)
    await time.somewhereIn(fleet.phases.long)
    const late = await faults.latency(tunnels, {
      delay: fleet.share(pingTimeout, 0.5),
      direction: 'requests',
    })
    const lateFor = { since: await time.pass('0s'), until: await time.pass(pingTimeout) }
    await late.heal()
    await fleet.steady()
    // No pong, not even one that is under way, reaches the relay before it gives every tunnel up; hosts hear pings again before their
    // watchdogs do the same.
    const noPongs = await faults.latency(tunnels, { delay: pongsLate, direction: 'requests' })
    const spike = await faults.latency(tunnels, { delay: pingsLate, direction: 'answers' })
    // From here on, as a host may hear of the end before the others, and its next dial must meet a busy relay, too.
    const busy = await faults.turnAway(tunnels)
    if (logged) await relay.logged(logged, { times: fleet.hosts.length, giveUpAfter: pongsLate })
    else await time.pass(pongsLate)
    const since = await time.pass('0s')
    await spike.heal()
    await noPongs.heal()
    // By then every host has been turned away three times and is at the ceiling; each time it takes all of them a while to get there.
    const from = await time.pass(fleet.share(backoffCeiling, 2), {
      workMs: 3 * fleet.workMs(fleet.work.dial),
    })
    const until = await time.pass(fleet.share(backoffCeiling, 10))
    await busy.heal()

    check('tunnels lost while pongs were late', observe.tunnelsLost(lateFor)).is(0)
    const herd = { since, until }
    precondition('hosts whose pings timed out', observe.tunnelsLost(herd)).atLeast(fleet.hosts.length)
    // A host that takes a timeout for a drain comes back at once, and forgets how often it has tried.
    if (close) check('hosts told that they timed out', observe.closedWith(close, herd)).is(fleet.hosts.length)
    // Of fewer hosts more are in one fifth by chance.
    const most = fleet.hosts.length >= 200 ? 35 : 50
    check(
      'share of the first wave in the busiest fifth',
      observe.dialsShare(herd, time.ms(fleet.limits.herdBucket), most),
    ).atMost(most, {
      because: 'redials spread evenly over their first delays have 20 % in any fifth of them',
    })
    // Backed off to the ceiling each host dials once in so long on average; in a window of 4/15 of it 27 % of them are due.
    const everyMs = (time.ms(backoffCeiling) * (1 + fleet.constants.backoffFactorMin)) / 2
    const limit = fleet.hosts.length / 2
    check(
      'most dials at once',
      observe.dialsRate({ since: from, until }, (everyMs * 4) / 15, { everyMs, limit }),
    ).atMost(limit)
  },
)
