import { relayFleet, scenario } from '../../harness/scenario.ts'

scenario(
  'relay/same-machine-overlap',
  {
    title: 'a replacement that boots too early costs no more than a ping interval',
    hypothesis:
      'A replacement with the same machine id, booting while the old relay still serves, deletes the live entries; the ' +
      'next pong of each host restores its own.',
    source: 'fault 2 of a public relay: the live entries were wiped and the heartbeat never restored them',
    system: relayFleet({ hosts: 20, probesPerSecond: 50 }),
    broken: {
      'heartbeat=never-restores': {
        relay: { heartbeat: 'never-restores' },
        failsOn: ['live tunnel missing from the directory'],
      },
    },
  },
  async ({ fleet, faults, observe, check, time }) => {
    const [relay] = fleet.relays
    await time.somewhereIn(fleet.phases.long)
    const { bootedAt: since } = await faults.overlap(relay, fleet.replacementOf(relay))
    // It cleans up before it listens; from there every host pongs within one ping interval.
    const window = { since, until: await time.pass(fleet.sum(fleet.constants.pingInterval, '2s')) }

    check('live tunnel missing from the directory', observe.liveMissing(window)).atMost(
      fleet.wanted.pingInterval,
      {
        work: fleet.work.answer,
      },
    )
    check('tunnels lost', observe.tunnelsLost(window)).is(0)
    check('failed probes', observe.probeFailures(window)).is(0)
  },
)
