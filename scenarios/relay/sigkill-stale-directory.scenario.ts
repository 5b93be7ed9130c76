import { relayFleet, scenario } from '../../harness/scenario.ts'

scenario(
  'relay/sigkill-stale-directory',
  {
    title: 'a killed relay comes back to a clean directory',
    hypothesis:
      'After SIGKILL the same machine id deletes the entries of its former life before it listens, so that no request ' +
      'is replayed to a relay without the tunnel.',
    source: 'game-day: SIGKILL; clients were sent to a relay that had no tunnels',
    system: relayFleet({ hosts: 20, relays: 2, hostsDial: 'relay-1', probesPerSecond: 50 }),
    knownBad: {
      'cleanup=none': { relay: { cleanup: 'none' }, failsOn: ['stale entries when listening'] },
    },
    before: [
      { check: 'stale entries when listening', text: '20 of 20; the directory was true again after 90 s' },
    ],
  },
  async ({ fleet, faults, observe, check, time }) => {
    const [relay] = fleet.relays
    await time.somewhereIn(fleet.phases.long)
    const exit = await faults.kill(relay)

    const back = await relay.restart({ after: '6s' })
    await fleet.readDirectory('when listening')
    await fleet.reconnected({ since: exit.at, decides: fleet.limits.reconnect })
    // What has become true must stay so.
    const until = await time.pass('2s')

    const after = { since: back.acceptingAt, until }
    check('stale entries when listening', observe.staleEntries(back.acceptingAt)).is(0)
    check('directory true after listening', observe.directoryTrueAfter(after)).atMost(
      fleet.limits.reconnect,
      {
        work: fleet.work.dial,
      },
    )
    check('misrouted after listening', observe.misrouted(after)).is(0)
  },
)
