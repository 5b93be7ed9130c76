import { logStreamer, scenario } from '../../harness/scenario.ts'

scenario(
  'log-stream/idle-disconnects',
  {
    title: 'clients that leave a silent stream are noticed',
    hypothesis:
      'While the job says nothing, the server notices within one heartbeat that a client has gone and closes its side, ' +
      'so that any number of clients may come and go.',
    source: 'game-day: crawlers followed the link to a log; 721 of 1,024 descriptors stood in CLOSE_WAIT',
    headline: 'CLOSE_WAIT back to 0',
    system: logStreamer(),
    broken: {
      'heartbeat=none': {
        web: { env: { HEARTBEAT: 'none' } },
        failsOn: ['CLOSE_WAIT back to 0', 'descriptors over base', 'answers 502'],
      },
      'heartbeat=30s': {
        web: { env: { CONSTANTS: '{"heartbeatMs":30000}' } },
        failsOn: ['CLOSE_WAIT back to 0'],
      },
      'forget=never': { web: { env: { FORGET: 'never' } }, failsOn: ['memory over base when all have gone'] },
      'position=buffer-size': {
        web: { env: { POSITION: 'buffer-size' } },
        failsOn: ['streams failed without a fault'],
      },
      'answers=one-in-twenty-fails': {
        web: { env: { ANSWERS: 'one-in-twenty-fails' } },
        failsOn: ['requests failed without a fault', 'streams failed without a fault'],
      },
    },
    // 21 waves in production, each up to 5 s, two heartbeats and what a hundred streams take to begin.
    deadline: '400s',
    before: [{ check: 'CLOSE_WAIT back to 0', text: 'never: 721 of 1,024 descriptors in CLOSE_WAIT' }],
  },
  async ({ streamer, faults, observe, check, precondition, time }) => {
    const { web } = streamer
    const since = await time.pass('0s')
    let until = since
    let first: { since: number; until: number } | undefined
    for (let left = 0; left < 2 * web.limits.descriptors; left += 100) {
      const streams = await streamer.open({ browsers: 100, job: 'silent' })
      // Out of descriptors: who gets no stream cannot leave one.
      if (streams.count === 0) break
      await time.somewhereIn('5s')
      await faults.leave(streams, web)
      until = await streamer.cleared({ giveUpAfter: '15s' })
      // A server that has just started has not yet the heap that it works with: what grows is seen against the first wave.
      first ??= { since: until, until: await time.pass('5s') }
      // Most got none: the next wave would wait in vain.
      if (streams.count < 50) break
    }

    // Who has gone may still hold memory that is garbage; several looks, so that it is collected.
    const end = await time.pass('10s')

    check('CLOSE_WAIT back to 0', observe.longestIn(web, 'CLOSE_WAIT', { since, until })).atMost('7.5s', {
      work: streamer.streamWork,
    })
    precondition('streams left', observe.left({ since, until })).atLeast(2 * web.limits.descriptors)
    check('descriptors over base', observe.descriptorsOverBase(web, until, since)).atMost(5)
    check(
      'memory over base when all have gone',
      observe.memoryOverBase(web, { since: until, until: end }, first),
    ).atMost(20)
    check('answers 502', observe.answers(502, { since, until })).is(0)
  },
)
