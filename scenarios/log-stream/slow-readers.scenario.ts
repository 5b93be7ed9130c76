import { logStreamer, scenario } from '../../harness/scenario.ts'

scenario(
  'log-stream/slow-readers',
  {
    title: 'slow readers cost no memory',
    hypothesis:
      'Readers that take 1 KB per second of a 50 MB log get it at their own pace: the server keeps a piece of it for each ' +
      'of them and not the rest, and fast readers notice nothing.',
    source: 'design: backpressure; a log page that is left open in a hundred tabs',
    // Of 150 answers p95 is the eighth slowest: a few that some other program held up do not make it.
    headline: 'memory over base',
    system: logStreamer({ largeLog: true, probeEveryMs: 40 }),
    // 350 MB fill the buffers on the way: for some seconds that takes both cores, from neighbours, too.
    exclusive: true,
    deadline: '300s',
    broken: {
      'backpressure=ignored': { web: { env: { BACKPRESSURE: 'ignored' } }, failsOn: ['memory over base'] },
      'sending=in-turn': {
        web: { env: { SENDING: 'in-turn' } },
        failsOn: ['fast readers p95 over twice the base'],
      },
    },
  },
  async ({ streamer, faults, observe, check, time }) => {
    const { web } = streamer
    await time.somewhereIn('5s')
    // Enough probes for a p95 before the fault.
    const since = await time.pass('50s')
    const readers = streamer.slowReaders({ browsers: 10, job: 'large', bytesPerSecond: 1_000 })
    const slow = await faults.readSlowly(readers, web)
    const full = await streamer.heldBack({ giveUpAfter: '80s' })
    const until = await time.pass('60s')
    await slow.heal()
    const gone = await time.pass('10s')
    const end = await time.pass('5s')

    check('memory over base', observe.memoryOverBase(web, { since, until })).atMost(20)
    check('fast readers p95 over twice the base', observe.slower('log', 2, { since: full, until })).atMost(
      '0s',
      { work: streamer.answerWork },
    )
    check('descriptors over base', observe.descriptorsOverBase(web, end, since)).atMost(5)
    check(
      'memory over base when all have gone',
      observe.memoryOverBase(web, { since: gone, until: end }),
    ).atMost(20)
    check('answers 502', observe.answers(502, { since, until: end })).is(0)
  },
)
