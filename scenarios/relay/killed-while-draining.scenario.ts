import { relayFleet, scenario } from '../../harness/scenario.ts'

scenario(
  'relay/killed-while-draining',
  {
    title: 'a relay killed in the middle of its drain comes back to a clean directory',
    hypothesis:
      'What a drain could not clear because it was killed, the replacement clears before it listens; every host is ' +
      'back within the backoff ceiling.',
    source: 'game-day: a kill timeout shorter than the drain',
    system: relayFleet({ hosts: 20, needs: ['drain-wait'] }),
    knownBad: {
      'cleanup=none': { relay: { cleanup: 'none' }, failsOn: ['stale entries when listening'] },
    },
  },
  async ({ fleet, faults, observe, check, time }) => {
    const [relay] = fleet.relays
    await time.somewhereIn(fleet.phases.long)
    const exit = await faults.stop(relay, { signal: 'SIGINT', killAfter: fleet.limits.midDrain })
    await fleet.readDirectory('at exit')
    // The drain clears the directory after 500 ms: what is left shows that it was killed before.
    check('exit code of SIGKILL', observe.exitCode(relay)).is(137)
    check('entries at exit', observe.entriesOf(relay, exit.at)).is(fleet.hosts.length)

    const back = await relay.restart({ after: '2s' })
    await fleet.readDirectory('when listening')
    const until = await fleet.reconnected({ since: exit.at, giveUpAfter: '20s' })
    const reconnect = observe.reconnect({ since: back.acceptingAt, until, fault: exit.at }, 'p99')
    check('stale entries when listening', observe.staleEntries(back.acceptingAt)).is(0)
    check('after listening p99', reconnect).atMost(fleet.limits.reconnect, { allowance: fleet.dialWork })
  },
)
