import { relayFleet, scenario } from '../../harness/scenario.ts'

scenario(
  'relay/sigkill-stale-directory',
  {
    title: 'a killed relay comes back to a clean directory',
    hypothesis:
      "After SIGKILL the same machine id deletes the entries of its former life, and nobody else's, before it listens, however " +
      'slow the directory is, so that no request is replayed to a relay without the tunnel.',
    source: 'game-day: SIGKILL; clients were sent to a relay that had no tunnels',
    // Five hosts are on the other relay: their entries are none of the business of the one that is killed.
    system: relayFleet({
      hosts: 25,
      relays: 2,
      hostsDial: 'relay-1',
      elsewhere: 5,
      // Sixty of them go to the five hosts elsewhere while it lasts: a fleet that loses one in twenty shows it there, too.
      probesPerSecond: 150,
      directoryDeadline: '8s',
    }),
    broken: {
      'cleanup=none': { relay: { cleanup: 'none' }, failsOn: ['stale entries when listening'] },
      'cleanup=after-listening': {
        relay: { cleanup: 'after-listening' },
        failsOn: ['stale entries when listening'],
      },
      'cleanup=everyones': {
        relay: { cleanup: 'everyones' },
        failsOn: ['live tunnels of the other relay missing from the directory'],
      },
      'forward=loses-one-in-twenty': {
        relay: { forward: 'loses-one-in-twenty' },
        failsOn: ['failed requests before the fault', 'failed requests of hosts no fault aimed at'],
      },
    },
    before: [
      { check: 'stale entries when listening', text: '20 of 20; the directory was true again after 90 s' },
    ],
  },
  async ({ fleet, faults, observe, check, time }) => {
    const [relay, other] = fleet.relays
    const [own, others] = [fleet.hostsOn(relay), fleet.hostsOn(other!)]
    await time.somewhereIn(fleet.phases.long)
    const exit = await faults.kill(relay)

    // What the relay says to the directory comes there late: one that listens before it has cleaned up is met doing so.
    const slow = await faults.latency(fleet.directoryLink(relay), {
      delay: fleet.limits.slowDirectory,
      direction: 'requests',
    })
    const back = await relay.restart({ after: '6s' })
    await fleet.readDirectory('when listening')
    // Until hosts have come, so that it is seen to act also on a relay that cleans nothing up; they are registered well within the limit.
    await time.pass(fleet.limits.slowDirectory)
    await slow.heal()
    await fleet.reconnected({ since: exit.at, decides: fleet.limits.reconnect, hosts: own })
    // What has become true must stay so.
    const until = await time.pass('2s')

    const after = { since: back.acceptingAt, until }
    check('stale entries when listening', observe.staleEntries(back.acceptingAt)).is(0)
    check(
      'live tunnels of the other relay missing from the directory',
      observe.hostsMissing({ since: exit.at, until }, others),
    ).is(0)
    check('directory true after listening', observe.directoryTrueAfter(after)).atMost(
      fleet.limits.reconnect,
      { work: fleet.work.dial },
    )
    check('misrouted after listening', observe.misrouted(after)).is(0)
  },
)
