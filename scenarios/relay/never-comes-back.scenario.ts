import { relayFleet, scenario } from '../../harness/scenario.ts'

scenario(
  'relay/never-comes-back',
  {
    title: 'a relay that is gone for good is forgotten',
    hypothesis:
      'The entries of a relay that was killed and never comes back expire and are swept by another relay; from then on ' +
      'clients are told 503 at once instead of being replayed to a relay that is not there.',
    source: 'game-day: entries of a lost machine stayed for good',
    // Hosts that dial nothing but the dead relay: they cannot register elsewhere.
    headline: 'entries gone',
    system: relayFleet({
      hosts: 10,
      relays: 2,
      hostsDial: 'relay-1',
      probesPerSecond: 50,
      needs: ['expiry'],
    }),
    broken: {
      'sweep=none': {
        relay: { sweep: 'none' },
        failsOn: ['entries gone', 'answers other than 503 after that'],
      },
    },
    deadline: '200s',
    before: [{ check: 'entries gone', text: '115.7 s: the TTL since the last heartbeat and a sweep tick' }],
  },
  async ({ fleet, faults, observe, check, time }) => {
    const [relay] = fleet.relays
    await time.somewhereIn(fleet.phases.long)
    const { at: since } = await faults.kill(relay)
    const gone = await fleet.forgotten(relay, { decides: fleet.limits.expiry })
    const until = await time.pass('5s')

    // The TTL, then at most one sweep interval; the work is that of one script and of reading the directory.
    check('entries gone', observe.staleWindow({ since, until })).atMost(fleet.limits.expiry, {
      work: fleet.work.answer,
    })
    check('answers other than 503 after that', observe.otherAnswers(503, { since: gone, until })).is(0)
    check('misrouted after that', observe.misrouted({ since: gone, until })).is(0)
    // Only so that the steady state can be asked for again.
    await relay.restart({ after: '0s' })
  },
)
