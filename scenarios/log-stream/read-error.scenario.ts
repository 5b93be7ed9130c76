import { logStreamer, scenario } from '../../harness/scenario.ts'

scenario(
  'log-stream/read-error',
  {
    title: 'a log that cannot be read ends its streams',
    hypothesis:
      'When reading a log fails, every stream of it is ended as the protocol says, and no stream of another log is touched.',
    source: 'game-day: the streams were closed where the log ended, and nowhere else',
    headline: 'streams of the lost log not ended',
    system: logStreamer(),
    broken: {
      'close=on-success-only': {
        web: { env: { CLOSE: 'on-success-only' } },
        failsOn: ['streams of the lost log not ended', 'descriptors over base'],
      },
      'close=every-stream': {
        web: { env: { CLOSE: 'every-stream' } },
        failsOn: ['streams of the other log not ended'],
      },
      'close=without-a-word': {
        web: { env: { CLOSE: 'without-a-word' } },
        failsOn: ['streams of the lost log that do not say why'],
      },
      'forget=never': { web: { env: { FORGET: 'never' } }, failsOn: ['memory over base when all have gone'] },
    },
  },
  async ({ streamer, faults, observe, check, time }) => {
    const { web } = streamer
    const start = await time.pass('0s')
    const lost = await streamer.open({ browsers: 50, job: 'silent' })
    const kept = await streamer.open({ browsers: 50, job: 'other' })
    await time.somewhereIn('5s')
    await faults.loseFile(web, { path: web.logOf('silent'), complaint: /"log cannot be read".*ENOENT/ })
    // A waiting stream looks for more log every second.
    const at = await time.pass('5s')
    await faults.leave(kept, web)
    // Whoever is left over leaves, too: it must not be the server's clients who hold the descriptors.
    lost.leave()
    const gone = await time.pass('10s')
    const end = await time.pass('5s')

    check('streams of the lost log not ended', observe.notEnded(lost.names, at)).is(0)
    check('streams of the lost log that do not say why', observe.withoutAWord(lost.names, at)).is(0)
    check('streams of the other log not ended', observe.notEnded(kept.names, at)).is(kept.count)
    check('descriptors over base', observe.descriptorsOverBase(web, end, start)).atMost(5)
    check(
      'memory over base when all have gone',
      observe.memoryOverBase(web, { since: gone, until: end }, { since: 0, until: start }),
    ).atMost(20)
    check('answers 502', observe.answers(502, { since: lost.since, until: end })).is(0)
  },
)
