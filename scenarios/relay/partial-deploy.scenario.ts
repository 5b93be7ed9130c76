import { relayFleet, scenario } from '../../harness/scenario.ts'

scenario(
  'relay/partial-deploy',
  {
    title: 'a region that does not serve stops the deploy',
    hypothesis:
      'Whether the first region answers 500 with the right body, as another region, or not at all, or the last one answers 500, the ' +
      'smoke test is red, and the deploy leaves the later regions alone.',
    source: 'game-day: a deploy went on over a region that answered 500',
    system: relayFleet({
      hosts: 3,
      regions: ['ams', 'iad', 'nrt'],
      hostsDial: 'relay-1',
      smokeTest: true,
      standIn: true,
    }),
    broken: {
      'smoke=ignores-status': {
        smoke: 'ignores-status',
        failsOn: ['smoke test exit code (500)', 'later regions touched (500)'],
      },
      'smoke=only-logs': {
        smoke: 'only-logs',
        failsOn: [
          'later regions touched (500)',
          'later regions touched (wrong region)',
          'later regions touched (nothing)',
        ],
      },
    },
    // A deploy that nothing stops goes over all regions three times, and waits in each for the one that answers nothing.
    deadline: '180s',
  },
  async ({ fleet, faults, observe, check, time }) => {
    const [first, ...later] = fleet.relays
    const last = later.at(-1)!
    const health = (region: string) => JSON.stringify({ ok: true, region })
    for (const [what, relay, answer, reason] of [
      ['500', first, { status: 500, body: health('ams') }, 'status 500'],
      ['wrong region', first, { status: 200, body: health('iad') }, 'answered by region iad'],
      ['nothing', first, 'nothing', 'no answer within'],
      // Which was not replaced yet, and is looked at all the same.
      ['500 of the last', last, { status: 500, body: health('nrt') }, 'status 500'],
    ] as const) {
      await fleet.steady()
      await time.somewhereIn(fleet.phases.short)
      await using _broken = await faults.fakeAnswer(fleet.link('edge', relay.name), fleet.standIn(), answer)
      const deploy = await fleet.rollingDeploy(faults, { replaceAfter: '2s' })

      const { smoke } = deploy.regions[0]!
      fleet.quoteLog(smoke, 'region failed')
      check(`smoke test exit code (${what})`, observe.smokeExit(smoke)).is(1)
      check(`reason given (${what})`, observe.logLines(smoke, 'region failed', reason)).is(1)
      check(`later regions touched (${what})`, observe.signalsSent(later, deploy)).is(0)
    }
  },
)
