import { relayFleet, scenario } from '../../harness/scenario.ts'

scenario(
  'relay/register-while-draining',
  {
    title: 'a relay that drains takes no host on',
    hypothesis:
      'A host that connects in any window of the drain, in its authorisation or directory write when the signal comes, ' +
      'or later, is not taken on, and leaves no entry; nor does one that is lost in its registration before.',
    source: 'game-day: hosts registered with a relay that was leaving and stayed in the directory',
    system: relayFleet({ hosts: 5, authDelay: '300ms', needs: ['joining'] }),
    // What it takes on must get through its authorisation and the directory before the drain is over, 0.2 s of real time.
    exclusive: true,
    broken: {
      'drain=accepts-while-draining': {
        relay: { drain: 'accepts-while-draining' },
        failsOn: ['tunnels accepted after the signal'],
      },
    },
  },
  async ({ fleet, faults, observe, check, precondition, time }) => {
    const [relay] = fleet.relays
    await time.somewhereIn(fleet.phases.short)
    // Slow answers of the directory keep registrations, and the clearing of the drain, under way for long enough to be met.
    await using _slow = await faults.latency(fleet.directoryLink(relay), {
      delay: fleet.share(fleet.constants.directoryDeadline, 0.3),
      direction: 'answers',
    })
    await using _late = await fleet.slowAuthorisation(faults, relay, '300ms')
    const left = await time.pass('0s')
    const passers = await fleet.lostInRegistration(faults, { hosts: 5, giveUpAfter: '10s' })
    const lost = { since: left, until: await time.pass('3s') }
    const { exit, underWay, came } = await fleet.joinWhileStopping(faults, async () => {
      const stopped = await faults.stop(relay, { signal: 'SIGINT' })
      await fleet.readDirectory('at exit')
      return stopped
    })

    const draining = { since: exit.signalledAt, until: exit.at }
    precondition('dials under way at the signal', underWay).atLeast(5)
    precondition('dials that came while draining', came(draining)).atLeast(5)
    precondition('hosts that ended in their registration', observe.lostInRegistration(lost, passers)).atLeast(
      1,
    )
    check('entries of hosts that are gone', observe.staleWindow(lost)).atMost('1s', { work: fleet.work.dial })
    check('tunnels accepted after the signal', observe.tunnelsServed(relay, draining)).is(0)
    check('entries at exit', observe.entriesOf(relay, exit.at)).is(0)
    await relay.restart({ after: '2s' })
  },
)
