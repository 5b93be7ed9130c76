import { relayFleet, scenario } from '../../harness/scenario.ts'

scenario(
  'relay/killed-while-draining',
  {
    title: 'a relay killed in the middle of its drain comes back to a clean directory',
    hypothesis:
      'What a drain could not clear because it was killed, the replacement clears before it listens; every host is ' +
      'back within the backoff ceiling.',
    source: 'game-day: a kill timeout shorter than the drain',
    system: relayFleet({ hosts: 20 }),
    broken: {
      'cleanup=none': { relay: { cleanup: 'none' }, failsOn: ['stale entries when listening'] },
      'backoff-ceiling=30s': {
        host: { backoffCeiling: '30s' },
        failsOn: ['decided delays after listening max', 'after listening max'],
      },
    },
  },
  async ({ fleet, faults, observe, check, precondition, time }) => {
    const [relay] = fleet.relays
    await time.somewhereIn(fleet.phases.long)
    // In the middle of its own drain, however long that takes: as soon as the first host has been told.
    const exit = await faults.stop(relay, { signal: 'SIGINT', killOnce: fleet.drainSigns(relay) })
    await fleet.readDirectory('at exit')
    precondition('exit code of SIGKILL', observe.exitCode(relay)).atLeast(137)
    // One that had cleared everything by then left its replacement nothing to clear.
    precondition('entries at exit', observe.entriesOf(relay, exit.at)).atLeast(1)

    const back = await relay.restart({ after: '20s' })
    await fleet.readDirectory('when listening')
    const until = await fleet.reconnected({ since: exit.at, decides: fleet.limits.reconnect })
    const returned = { since: back.acceptingAt, until, fault: exit.at }
    check('stale entries when listening', observe.staleEntries(back.acceptingAt)).is(0)
    check('decided delays after listening max', observe.decidedDelay(returned, 'max')).atMost(
      fleet.limits.reconnect,
    )
    check('after listening max', observe.reconnect(returned, 'max')).atMost(fleet.limits.reconnect, {
      work: fleet.work.dial,
    })
  },
)
