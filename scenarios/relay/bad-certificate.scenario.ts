import { relayFleet, scenario } from '../../harness/scenario.ts'

scenario(
  'relay/bad-certificate',
  {
    title: 'hosts keep away from a bad certificate, and come back when it is good again',
    hypothesis:
      'While the edge before a relay presents a certificate that is expired, or for another host, established tunnels stay; hosts that dial refuse it in the ' +
      'handshake, send no token over, back off, and are back soon after a good one is presented.',
    source:
      'known incidents: a certificate that nobody renewed; clients that verified none, that dialled without backing off, or that had to be restarted one by one',
    headline: 'bad certificates trusted (expired)',
    system: relayFleet({ hosts: 10, tls: true, needs: ['late-hosts'] }),
    broken: {
      'certificates=any': {
        host: { certificates: 'any' },
        failsOn: ['bad certificates trusted (expired)', 'hosts let in (wrong-host)'],
      },
      'certificates=any-host': {
        host: { certificates: 'any-host' },
        failsOn: ['bad certificates trusted (wrong-host)'],
      },
      'bad-certificate=gives-up': {
        host: { badCertificate: 'gives-up' },
        failsOn: ['back after heal (expired)'],
      },
      'backoff-reset=on-connect': {
        host: { backoffReset: 'on-connect' },
        failsOn: ['delays that did not grow as declared (expired)'],
      },
      'backoff-ceiling=30s': {
        host: { backoffCeiling: '30s' },
        failsOn: ['decided delays after heal (expired)'],
      },
    },
  },
  async ({ fleet, faults, observe, check, precondition, time }) => {
    const tunnels = fleet.link('hosts', 'tls-edge')
    let established = fleet.hosts
    for (const flaw of ['expired', 'wrong-host'] as const) {
      await fleet.steady()
      await time.somewhereIn(fleet.phases.short)
      const bad = await faults.badCertificate(fleet.tlsEdge, { flaw })
      const since = await time.pass('0s')
      const newcomers = await fleet.join({ hosts: 3 })
      // Each newcomer dials at once, after 0.5 to 1 s, and after 1 to 2 s more.
      const untouched = { since, until: await time.pass('5s') }
      // Requests that are under way have their answer before the tunnels go.
      await fleet.steady()
      const reset = await faults.reset(tunnels)
      // Long enough for all to wait at the ceiling: the delays before it, of 1, 2 and 4 s at most, are over after 7 s.
      const refused = '20s'
      const during = { since: reset, until: await time.pass(refused) }
      const healed = await bad.heal()
      const all = [...established, ...newcomers]
      // The longest delay, 5 s, and half a second for the dial.
      const limit = fleet.limits.reconnect
      const until = await fleet.reconnected({ since: reset, from: healed, hosts: all, decides: limit })
      const round = { since, until: during.until }
      const back = { since: healed, until, fault: reset }

      precondition(`tunnels reset (${flaw})`, observe.tunnelsReset(during)).atLeast(established.length)
      check(`tunnels lost before that (${flaw})`, observe.tunnelsLost(untouched, established)).is(0)
      check(`failed probes before that (${flaw})`, observe.probeFailures(untouched)).is(0)
      check(`bad certificates trusted (${flaw})`, observe.badCertificatesTrusted(round)).is(0)
      check(`hosts let in (${flaw})`, observe.letIn(round, all)).is(0)
      check(
        `delays that did not grow as declared (${flaw})`,
        observe.delaysOffSchedule(round, fleet.schedule, all),
      ).is(0)
      check(`dials per host (${flaw})`, observe.dialsPerHost(during)).atMost(fleet.limits.dials(refused))
      check(`decided delays after heal (${flaw})`, observe.decidedDelay(back, 'max', all)).atMost(limit)
      // The work is that of all hosts that dialled when the fleet was started, over TLS, too.
      check(`back after heal (${flaw})`, observe.reconnect(back, 'max', all)).atMost(limit, {
        work: fleet.work.dial,
      })
      established = all
    }
  },
)
