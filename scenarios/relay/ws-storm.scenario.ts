import { relayFleet, scenario } from '../../harness/scenario.ts'

scenario(
  'relay/ws-storm',
  {
    title: 'hosts ride out a storm of resets and a long absence',
    hypothesis:
      'After three waves of RST and a relay that is away for 45 s, every host is back within the backoff ceiling, ' +
      'and none of them hammered the door meanwhile.',
    source: 'game-day: WebSocket storm; hosts waited up to half a minute for a relay that was long back',
    headline: 'after listening max',
    system: relayFleet({ hosts: 50 }),
    broken: {
      'backoff-ceiling=30s': {
        host: { backoffCeiling: '30s' },
        failsOn: ['after listening max', 'decided delays after listening max'],
      },
      // Quick to come back, and too quick to be called backing off.
      'backoff-ceiling=8s': {
        host: { backoffCeiling: '8s' },
        failsOn: ['reconnect delays other than declared'],
      },
      'backoff-ceiling=500ms': {
        host: { backoffCeiling: '500ms' },
        failsOn: ['reconnect delays other than declared'],
      },
    },
    before: [{ check: 'after listening max', text: '27.7 s (max) with a ceiling of 30 s' }],
    deadline: '150s',
  },
  async ({ fleet, faults, observe, check, time }) => {
    const [relay] = fleet.relays
    const away = '45s'
    await time.somewhereIn(fleet.phases.short)
    const since = await faults.reset(fleet.link('hosts', relay.name))
    await fleet.reconnected({ since, decides: fleet.limits.redial })
    for (const _wave of ['second', 'third']) {
      await time.somewhereIn('5s')
      const again = await faults.reset(fleet.link('hosts', relay.name))
      await fleet.reconnected({ since: again, decides: fleet.limits.redial })
    }
    const exit = await faults.kill(relay)
    const back = await relay.restart({ after: away })
    const until = await fleet.reconnected({ since: exit.at, decides: fleet.limits.reconnect })

    const storm = { since, until }
    const returned = { since: back.acceptingAt, until, fault: exit.at }
    check('decided delays after listening max', observe.decidedDelay(returned, 'max')).atMost(
      fleet.limits.reconnect,
    )
    check('after listening max', observe.reconnect(returned, 'max')).atMost(fleet.limits.reconnect, {
      work: fleet.work.dial,
    })
    // 45 s hold 18 delays of at least half the ceiling, and two dials at their ends. How long the relay then takes to start is not the host's.
    check(
      'dials per host while the relay is away',
      observe.dialsPerHost({ since: exit.at, until: back.spawnedAt }),
    ).atMost(fleet.limits.dials(away))
    check('smallest gap between dials of a host', observe.dialGap(storm)).atLeast(fleet.limits.dialGap)
  },
)
