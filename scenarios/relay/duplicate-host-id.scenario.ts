import { relayFleet, scenario } from '../../harness/scenario.ts'

scenario(
  'relay/duplicate-host-id',
  {
    title: 'two hosts with one id do not evict each other forever',
    hypothesis:
      'A host that was replaced by another with its id waits at the backoff ceiling before it comes back, and comes back.',
    source:
      'game-day: a copied machine image; two hosts took the tunnel from each other, about 80 times a minute',
    headline: 'registrations in 60 s',
    system: relayFleet({ hosts: 4, hostProcesses: 2 }),
    broken: {
      'replaced=gives-up': { host: { replaced: 'gives-up' }, failsOn: ['dials of one of them in 60 s'] },
      'replaced=reconnects': { host: { replaced: 'reconnects' }, failsOn: ['registrations in 60 s'] },
    },
    before: [{ check: 'registrations in 60 s', text: 'about 80' }],
  },
  async ({ fleet, faults, observe, check, time }) => {
    const twin = fleet.twinOf(fleet.hosts[0]!)
    await time.somewhereIn(fleet.phases.short)
    const since = await time.pass('0s')
    await faults.duplicateHost(twin)
    const until = await time.pass('60s')

    const both = [twin.host, twin.twin]
    check('registrations in 60 s', observe.registrations({ since, until }, both)).atMost(
      fleet.limits.evictions('60s'),
    )
    // Each waits for at most the ceiling and is away until the other has waited: at least every 10 s, the first time at the end of a stable tunnel.
    check('dials of one of them in 60 s', observe.dialsPerHost({ since, until })).atLeast(3)
  },
)
