import { logStreamer, scenario } from '../../harness/scenario.ts'

scenario(
  'log-stream/descriptor-exhaustion',
  {
    title: 'a server out of descriptors, and its return',
    hypothesis:
      'The leaking variant runs out of descriptors under visitors that come and go: the proxy answers 502, the accept queue ' +
      'overflows. The current version, started in its place, is back at once and survives the same visitors.',
    source: 'game-day: 4,097 of 4,096 connections in the accept queue, 502 for every page',
    headline: 'back after the restart',
    system: logStreamer({ startsAs: { heartbeat: 'none' } }),
    broken: {
      'heartbeat=none': { web: { env: { HEARTBEAT: 'none' } }, failsOn: ['answers 502 after the restart'] },
      'warm-up=10s': { web: { env: { WARM_UP: '10s' } }, failsOn: ['back after the restart'] },
    },
    deadline: '300s',
  },
  async ({ streamer, faults, observe, check, precondition, time }) => {
    const { web } = streamer
    const { descriptors, backlog } = web.limits
    const since = await time.pass('0s')
    await faults.visit(
      streamer.crowd({
        job: 'silent',
        group: 50,
        until: ({ acceptQueues }) => acceptQueues.some(({ waiting }) => waiting > backlog),
        giveUpAfter: '150s',
      }),
      web,
    )
    const exit = await faults.stop(web, { signal: 'SIGTERM', killAfter: '10s' })
    const leaking = { since, until: exit.signalledAt }

    const back = await web.restart({ after: '1s' })
    const answered = await time.pass('6s')
    await faults.visit(
      streamer.crowd({ job: 'silent', group: 10, every: '1s', browsers: descriptors, giveUpAfter: '200s' }),
      web,
    )
    const until = await time.pass('5s')
    const after = { since: back.acceptingAt, until }

    precondition('descriptors of the leaking variant', observe.descriptorsMax(web, leaking)).atLeast(
      descriptors,
    )
    precondition('answers 502 of the leaking variant', observe.answers(502, leaking)).atLeast(1)
    precondition('accept queue of the leaking variant', observe.acceptQueueMax(web, leaking)).atLeast(
      backlog + 1,
    )
    check(
      'back after the restart',
      observe.answeredAfter({ since: back.acceptingAt, until: answered }),
    ).atMost('5s')
    check('answers 502 after the restart', observe.answers(502, after)).is(0)
  },
)
