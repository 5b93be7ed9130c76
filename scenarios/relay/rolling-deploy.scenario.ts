import { relayFleet, scenario } from '../../harness/scenario.ts'

scenario(
  'relay/rolling-deploy',
  {
    title: 'a rolling deploy over three regions is hardly noticed',
    hypothesis:
      'Region by region a relay is replaced: hosts that can move are served from another region at their first redials, no request ' +
      'is sent to a relay without the tunnel, and the smoke test is green each time.',
    source: 'game-day: rolling deploy; hosts stayed away for a minute',
    headline: 'client outage max',
    system: relayFleet({
      hosts: 10,
      pinned: 2,
      regions: ['ams', 'iad', 'nrt'],
      probesPerSecond: 100,
      smokeTest: true,
    }),
    broken: {
      'backoff-base=30s': {
        host: { backoffBase: '30s', backoffCeiling: '30s' },
        failsOn: ['client outage max'],
      },
      'drain=forgets-directory': { relay: { drain: 'forgets-directory' }, failsOn: ['misrouted'] },
    },
    before: [{ check: 'client outage max', text: '60 to 64 s where hosts waited for their own relay' }],
  },
  async ({ fleet, faults, observe, check, time }) => {
    await time.somewhereIn(fleet.phases.short)
    const deploy = await fleet.rollingDeploy(faults, { replaceAfter: '2s' })

    // The last hosts that moved have been back for a second when the watch ends.
    const watched = { since: deploy.since, until: await time.pass('2s') }

    for (const { region, smoke } of deploy.regions)
      check(`smoke test exit code (${region})`, observe.smokeExit(smoke)).is(0)
    check('relays replaced', observe.signalsSent(fleet.relays, watched)).is(fleet.relays.length)
    check('client outage max', observe.clientOutage(watched, 'max', fleet.movable)).atMost(
      fleet.limits.handover,
      {
        work: fleet.work.dial,
      },
    )
    check('misrouted', observe.misrouted(watched)).is(0)
    // The drain of one relay has nothing to do with the entries of the others.
    check('live tunnel missing from the directory', observe.liveMissing(watched)).atMost('2s', {
      work: fleet.work.dial,
    })
  },
)
