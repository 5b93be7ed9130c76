import { relayFleet, scenario } from '../../harness/scenario.ts'

scenario(
  'relay/startup-cleanup-cost',
  {
    title: 'cleaning up at start costs one round trip, however much there is to clean',
    hypothesis:
      'A relay that comes back to 500 or 5,000 entries of its former life, with Redis 50 ms away, needs hardly more ' +
      'round trips before it listens than one that finds none.',
    source: 'game-day: a relay took 25 s to start, one round trip per stale entry',
    // Nobody dials or asks the relay that is started: all it says to Redis is its own start.
    system: relayFleet({
      hosts: 5,
      relays: 2,
      hostsDial: 'relay-1',
      clientsAsk: 'relay-1',
      needs: ['stale-entries'],
    }),
    broken: {
      'cleanup=serial': {
        relay: { cleanup: 'serial' },
        failsOn: [
          'round trips more than with 0 entries (500)',
          'round trips more than with 0 entries (5000)',
        ],
      },
    },
    before: [
      { check: 'round trips more than with 0 entries (500)', text: '501 trips, 26.2 s' },
      { check: 'round trips more than with 0 entries (5000)', text: '5,009 trips, 259 s' },
    ],
  },
  async ({ fleet, faults, observe, check, precondition }) => {
    const [, relay] = fleet.relays
    const link = fleet.directoryLink(relay!)
    await faults.latency(link, { delay: '50ms', direction: 'answers' })
    // The one trip of the cleanup and three more; the rest is a process that starts, 130 to 250 ms.
    const startTime = '200ms'
    const start = async (entries: number) => {
      await faults.kill(relay!)
      await fleet.leaveEntries(relay!, entries)
      const found = await fleet.readDirectory(`before a start with ${entries}`)
      const since = await fleet.readLink(link, `before a start with ${entries}`)
      await relay!.tryRestart({ decides: startTime, workMs: fleet.workMs(fleet.work.start(relay!)) })
      const until = await fleet.readLink(link, `after a start with ${entries}`)
      return { since, until, found, left: await fleet.readDirectory(`after a start with ${entries}`) }
    }
    const none = await start(0)
    for (const entries of [500, 5_000]) {
      const some = await start(entries)
      precondition(`entries before (${entries})`, observe.entriesOf(relay!, some.found)).atLeast(entries)
      check(`round trips more than with 0 entries (${entries})`, observe.roundTrips(link, some, none)).atMost(
        3,
      )
      check(`start to listening (${entries})`, observe.startTime(relay!, some)).atMost(startTime, {
        // Twice: beside others a process takes up to that much longer to start than it did before.
        work: [fleet.work.start(relay!), fleet.work.start(relay!)],
      })
      check(`entries when listening (${entries})`, observe.entriesOf(relay!, some.left)).is(0)
    }
  },
)
