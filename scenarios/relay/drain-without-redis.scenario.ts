import { relayFleet, scenario } from '../../harness/scenario.ts'

scenario(
  'relay/drain-without-redis',
  {
    title: 'a drain ends in time without its directory, and says so',
    hypothesis:
      'Whether Redis refuses, answers errors or never answers, a relay that is told to stop closes its tunnels, exits ' +
      'within 3 s, and with a code and a line that tell what it could not do.',
    source: 'game-day: a drain whose directory call hung was killed; one whose call failed exited 0',
    system: relayFleet({ hosts: 10 }),
    knownBad: {
      'directory-deadline=none': {
        relay: { directoryDeadline: 'none' },
        failsOn: ['exit time (Redis refuses)', 'exit time (Redis hangs)'],
      },
    },
  },
  async ({ fleet, faults, observe, check, time }) => {
    const [relay] = fleet.relays
    const redis = fleet.link(relay.name, 'redis')
    for (const [Redis, fail, reason] of [
      ['refuses', () => faults.cut(redis), 'not connected'],
      ['answers errors', () => faults.answerErrors(fleet.redis), 'NOREPLICAS'],
      ['hangs', () => faults.hang(redis), 'no answer before the deadline'],
    ] as const) {
      await fleet.steady()
      await time.somewhereIn('10s')
      const away = await fail()
      const exit = await faults.stop(relay, { signal: 'SIGINT' })
      await away.heal()
      fleet.quoteLog(relay, 'drain failed')

      const draining = { since: exit.signalledAt, until: exit.at }
      check(`exit time (Redis ${Redis})`, observe.exitTime(relay)).atMost('3s', { allowance: '100ms' })
      check(`exit code (Redis ${Redis})`, observe.exitCode(relay)).atLeast(1)
      check(`reason given (Redis ${Redis})`, observe.logLines(relay, 'drain failed', reason)).is(1)
      check(`tunnels closed (Redis ${Redis})`, observe.leftInOrder(relay, draining)).is(fleet.hosts.length)
      await relay.restart({ after: '2s' })
    }
  },
)
