import { relayFleet, scenario } from '../../harness/scenario.ts'

scenario(
  'relay/drain-exceeds-grace',
  {
    title: 'a drain that cannot tell every host ends in time all the same',
    hypothesis:
      'When more hosts than can be told within the kill timeout hang on a relay that is told to stop, it exits by itself and ' +
      'leaves no entry; hosts that were told are elsewhere at their first redials, the others find out by their watchdog.',
    source: 'incident: a drain that waited for everybody was killed, and left its directory behind',
    headline: 'exit time',
    system: relayFleet({ hosts: 12, relays: 2, pinned: 6, needs: ['watchdog'] }),
    broken: {
      'drain=awaits-replies': {
        relay: { drain: 'awaits-replies' },
        failsOn: ['exit time', 'exit code', 'entries at exit'],
      },
      'watchdog=none': { host: { watchdog: 'none' }, failsOn: ['hosts that were not told: back max'] },
    },
    deadline: '150s',
  },
  async ({ fleet, faults, observe, check, precondition, time }) => {
    const [relay] = fleet.relays
    const { limits, pinned } = fleet
    const told = fleet.hostsOn(relay).filter((host) => !pinned.includes(host))
    await time.somewhereIn(fleet.phases.short)
    // What is sent to them does not arrive before the kill timeout, nor ever: notice, close frame and FIN.
    await faults.silence(fleet.link('hosts', relay.name))
    const since = await time.pass('0s')
    const exit = await faults.stop(relay, { signal: 'SIGTERM' })
    await fleet.readDirectory('at exit')
    const untold = observe.notToldOnce(relay, { since, until: exit.at })
    precondition('hosts that were not told in time', untold).is(pinned.length)
    check('exit time', observe.exitTime(relay)).atMost(limits.exit, { work: fleet.work.dial })
    check('exit code', observe.exitCode(relay, fleet.constants.directoryDeadline)).is(0)
    check('entries at exit', observe.entriesOf(relay, exit.at)).is(0)

    await relay.restart({ after: '2s' })
    const found = fleet.sum(limits.detection, limits.detected)
    const until = await fleet.reconnected({ since, from: since, decides: found })

    const moved = { since: exit.signalledAt, until, fromNotice: true }
    check('hosts that were told: back max', observe.reconnect(moved, 'max', told)).atMost(limits.notice, {
      work: fleet.work.dial,
    })
    const lost = { since, until }
    check('hosts that were not told: back max', observe.reconnect(lost, 'max', pinned)).atMost(found, {
      work: fleet.work.dial,
    })
    check('directory true', observe.directoryTrueAfter(lost)).atMost(found, { work: fleet.work.dial })
  },
)
