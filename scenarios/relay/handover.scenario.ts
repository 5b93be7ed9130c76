import { relayFleet, scenario } from '../../harness/scenario.ts'

scenario(
  'relay/handover',
  {
    title: 'another relay takes the hosts of one that drains',
    hypothesis:
      'On SIGINT of one of two relays its hosts are served by the other at their first redials; clients of hosts that cannot move ' +
      'are told 503 at once and never sent to the relay that has gone.',
    source: 'game-day: the directory named a dead relay for up to 90 s',
    // Eight hosts are spread evenly over both relays; ten in all are probed every 50 ms, half of what the limit takes compressed.
    headline: 'client outage max',
    system: relayFleet({ hosts: 10, relays: 2, pinned: 2, probesPerSecond: 200, needs: ['drain-wait'] }),
    broken: {
      'backoff-base=30s': {
        host: { backoffBase: '30s', backoffCeiling: '30s' },
        failsOn: ['client outage max', 'decided delays max'],
      },
      'drain=forgets-directory': { relay: { drain: 'forgets-directory' }, failsOn: ['stale window'] },
      'forward=looks-again': {
        relay: { forward: 'looks-again' },
        failsOn: ['hosts that stay: time to the answer p95'],
      },
    },
    // Answers are timed to some ms while both relays and the edge work on 200 requests a second.
    exclusive: true,
    before: [
      { check: 'client outage max', text: '1.0 s (max) where another relay takes the hosts at once' },
      { check: 'stale window', text: '115.7 s: TTL since the last heartbeat and a sweep' },
    ],
  },
  async ({ fleet, faults, observe, check, time }) => {
    const [relay] = fleet.relays
    const moving = fleet.hostsOn(relay).filter((host) => fleet.movable.includes(host))
    // Some forty requests of the steady state, for what an answer takes: those before it are of the cold start.
    await time.pass('2s')
    await time.somewhereIn(fleet.phases.short)
    const exit = await faults.stop(relay, { signal: 'SIGINT' })
    await fleet.reconnected({ since: exit.signalledAt, hosts: moving, decides: fleet.limits.handover })
    // Long enough for some twenty requests to each host that stays.
    const until = await time.pass('10s')

    const since = exit.signalledAt
    const gone = { since: exit.at, until }
    check('client outage max', observe.clientOutage({ since, until }, 'max', moving)).atMost(
      fleet.limits.handover,
      {
        work: fleet.work.dial,
      },
    )
    check('decided delays max', observe.decidedDelay({ since, until }, 'max', moving)).atMost(
      fleet.limits.handover,
    )
    check('stale window', observe.staleWindow({ since, until })).atMost(fleet.limits.stale, {
      work: fleet.work.dial,
    })
    // The hosts of the other relay keep theirs, too.
    check('live tunnel missing from the directory', observe.liveMissing({ since, until })).atMost('3s', {
      work: fleet.work.dial,
    })
    check('hosts that stay: answers other than 503', observe.otherAnswers(503, gone, fleet.pinned)).is(0)
    // Not the slowest against the slowest of the steady state: one slow request of the cold start, of 492 ms, made room for every answer.
    // p95 was 8 to 34 ms compressed, the middle of the steady state 6 to 11.
    const answered = observe.answerTime(gone, 'p95', fleet.pinned)
    check('hosts that stay: time to the answer p95', answered).atMost('1s', {
      work: fleet.work.typicalAnswer,
    })
    check('replays to the relay that has gone', observe.misrouted(gone)).is(0)
    await relay.restart({ after: '0s' })
  },
)
