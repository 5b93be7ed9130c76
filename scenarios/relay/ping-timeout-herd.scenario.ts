import { relayFleet, scenario } from '../../harness/scenario.ts'

scenario(
  'relay/ping-timeout-herd',
  {
    title: 'hosts that timed out together do not come back as a herd',
    hypothesis:
      'After a latency spike that outlasts three pings, and a relay too busy to take anybody for a minute, hosts back off ' +
      'and stay spread out instead of dialling all at once.',
    source:
      'game-day: a latency spike; 1001 taken for a drain, all hosts dialled again and again at the base delay',
    system: relayFleet({ hosts: 200, needs: ['shedding'] }),
    broken: {
      'drain=close-1001': {
        relay: { drain: 'close-1001' },
        host: { resetOn1001: 'on' },
        failsOn: ['most dials in a second'],
      },
      'host-jitter=none': {
        host: { hostJitter: 'none' },
        failsOn: ['largest share of the first wave in 100 ms'],
      },
    },
    deadline: '300s',
  },
  async ({ fleet, faults, observe, check, precondition, time }) => {
    const [relay] = fleet.relays
    await time.somewhereIn(fleet.phases.long)
    // No pong, not even one that is under way, reaches the relay within the 120 s in which it gives every tunnel up. Hosts hear
    // nothing for the delay and a ping interval, 70 s: less than their watchdog's 75 s.
    const tunnels = fleet.link('hosts', relay.name)
    const noPongs = await faults.latency(tunnels, { delay: '125s', direction: 'requests' })
    const spike = await faults.latency(tunnels, { delay: '40s', direction: 'answers' })
    await relay.logged('ping timeout', { times: fleet.hosts.length, giveUpAfter: '125s' })
    const shedding = await faults.shed(relay)
    const since = await time.pass('0s')
    await spike.heal()
    await noPongs.heal()
    // By then every host has been turned away three times and is at the ceiling; each time it takes all of them a while to get there.
    const from = await time.pass('10s', { workMs: 3 * fleet.workMs(fleet.work.dial) })
    const until = await time.pass('50s')
    await shedding.heal()

    const herd = { since, until }
    precondition(
      'hosts whose pings timed out',
      observe.closedWith({ code: 1001, reason: 'ping timeout' }, herd),
    ).atLeast(fleet.hosts.length)
    // Even spread: the first redials fall into half the base delay, 500 ms, so 20 % are due in any 100 ms.
    check('largest share of the first wave in 100 ms', observe.dialsShare(herd, time.ms('100ms'), 35)).atMost(
      35,
    )
    // Backed off to the ceiling each host dials every 3.75 s, which makes hosts / 3.75.
    const limit = fleet.hosts.length / 2
    check(
      'most dials in a second',
      observe.dialsRate({ since: from, until }, time.ms('1s'), { everyMs: time.ms('3.75s'), limit }),
    ).atMost(limit)
  },
)
