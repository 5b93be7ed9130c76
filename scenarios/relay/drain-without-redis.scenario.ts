import { relayFleet, scenario } from '../../harness/scenario.ts'

scenario(
  'relay/drain-without-redis',
  {
    title: 'a drain ends in time without its directory, and says so',
    hypothesis:
      'Whether Redis refuses, answers errors or never answers, a relay that is told to stop closes its tunnels, exits ' +
      'within the time of a drain, and with a code and a line that tell what it could not do.',
    source: 'game-day: a drain whose directory call hung was killed; one whose call failed exited 0',
    system: relayFleet({ hosts: 10, usesRedis: true, needs: ['drain-words'] }),
    broken: {
      'directory-deadline=none': {
        relay: { directoryDeadline: 'none' },
        failsOn: ['exit time (Redis refuses)', 'exit time (Redis hangs)'],
      },
      // It does not wait for its directory, so it cannot know that something is left there.
      'drain=forgets-directory': {
        relay: { drain: 'forgets-directory' },
        failsOn: ['exit code (Redis refuses)', 'exit code (Redis answers errors)', 'exit code (Redis hangs)'],
      },
    },
  },
  async ({ fleet, faults, observe, check, time }) => {
    const [relay] = fleet.relays
    const { text, reasonWithin, ...reasons } = fleet.drainFailed
    const redis = fleet.directoryLink(relay)
    for (const [Redis, fail, reason] of [
      ['refuses', () => faults.cut(redis), reasons.refuses],
      ['answers errors', () => faults.answerErrors(fleet.redis), reasons.errors],
      ['hangs', () => faults.hang(redis), reasons.hangs],
    ] as const) {
      await fleet.steady()
      await time.somewhereIn(fleet.phases.short)
      const away = await fail()
      const exit = await faults.stop(relay, { signal: 'SIGINT' })
      await away.heal()
      fleet.quoteLog(relay, text, reasonWithin)

      const draining = { since: exit.signalledAt, until: exit.at }
      check(`exit time (Redis ${Redis})`, observe.exitTime(relay)).atMost(fleet.limits.exit, {
        work: fleet.work.dial,
      })
      check(`exit code (Redis ${Redis})`, observe.exitCode(relay)).atLeast(1)
      check(`reason given (Redis ${Redis})`, observe.logLines(relay, text, reason)).is(1)
      check(
        `tunnels closed (Redis ${Redis})`,
        observe.leftInOrder(relay, draining, fleet.closeCodes.drain),
      ).is(fleet.hosts.length)
      await relay.restart({ after: '2s' })
    }
  },
)
