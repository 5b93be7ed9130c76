import { relayFleet, scenario } from '../../harness/scenario.ts'

scenario(
  'relay/scale',
  {
    title: 'a drain and a kill with a thousand hosts',
    hypothesis:
      'What holds for a few hosts holds for a thousand: a drain hands all of them over, and after SIGKILL the directory is ' +
      'true again as soon as they are back.',
    source: 'game-day: a fleet of a thousand hosts',
    headline: 'after listening p99 (SIGKILL)',
    system: relayFleet({ hosts: 1_000, weighed: true }),
    broken: {
      'tunnels=heavy': { relay: { tunnels: 'heavy' }, failsOn: ['memory of the relay per host'] },
      'drain=none': { relay: { drain: 'none' }, failsOn: ['exit code', 'entries at exit'] },
      'cleanup=none': { relay: { cleanup: 'none' }, failsOn: ['stale entries when listening'] },
    },
    exclusive: true,
  },
  async ({ fleet, faults, observe, check, time }) => {
    const [relay] = fleet.relays
    // What V8 adds to its heap with any number of hosts: 20 MiB. The rest is theirs.
    const heapKiB = (20 * 1_024) / fleet.hosts.length
    const memory = observe.memoryPerHost(relay, await fleet.weigh(relay))
    check('memory of the relay per host', memory).atMost(100 + heapKiB)
    await time.somewhereIn(fleet.phases.short)

    const exit = await faults.stop(relay, { signal: 'SIGINT' })
    await fleet.readDirectory('at exit')
    check('exit code', observe.exitCode(relay, fleet.constants.directoryDeadline)).is(0)
    check('exit time', observe.exitTime(relay)).atMost(fleet.limits.exit, { work: fleet.work.dial })
    check('entries at exit', observe.entriesOf(relay, exit.at)).is(0)
    const back = await relay.restart({ after: '2s' })
    const until = await fleet.reconnected({ since: exit.at, decides: fleet.limits.reconnect })
    const drained = { since: back.acceptingAt, until, fault: exit.at }
    check('decided delays after listening p99 (SIGINT)', observe.decidedDelay(drained, 'p99')).atMost(
      fleet.limits.reconnect,
    )
    check('after listening p99 (SIGINT)', observe.reconnect(drained, 'p99')).atMost(fleet.limits.reconnect, {
      work: fleet.work.dial,
    })

    const death = await faults.kill(relay)
    const again = await relay.restart({ after: '6s' })
    await fleet.readDirectory('when listening')
    await fleet.reconnected({ since: death.at, decides: fleet.limits.reconnect })
    // What has become true must stay so; a read of a thousand entries takes up to 0.4 s while the hosts register.
    const after = { since: again.acceptingAt, until: await time.pass('10s') }
    check('stale entries when listening', observe.staleEntries(again.acceptingAt)).is(0)
    check('directory true after listening', observe.directoryTrueAfter(after)).atMost(
      fleet.limits.reconnect,
      {
        work: fleet.work.dial,
      },
    )
    const returned = { ...after, fault: death.at }
    check('decided delays after listening p99 (SIGKILL)', observe.decidedDelay(returned, 'p99')).atMost(
      fleet.limits.reconnect,
    )
    check('after listening p99 (SIGKILL)', observe.reconnect(returned, 'p99')).atMost(
      fleet.limits.reconnect,
      {
        work: fleet.work.dial,
      },
    )
  },
)
