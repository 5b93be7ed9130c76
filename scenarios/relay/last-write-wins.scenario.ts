import { relayFleet, scenario } from '../../harness/scenario.ts'

scenario(
  'relay/last-write-wins',
  {
    title: 'the newest tunnel of a host keeps its entry',
    hypothesis:
      'When a host opens a second tunnel and its first socket closes late, the entry and the second tunnel survive, and ' +
      'no request fails after the switch.',
    source: 'game-day: the late close of a replaced tunnel unregistered the new one',
    // Half of the requests reach the relay without the tunnels, which needs the directory to know where they are.
    headline: 'live tunnel missing from the directory',
    system: relayFleet({
      hosts: 20,
      relays: 2,
      hostsDial: 'relay-1',
      probesPerSecond: 50,
      needs: ['second-tunnels'],
    }),
    broken: {
      'unregister=unconditional': {
        relay: { unregister: 'unconditional' },
        failsOn: ['live tunnel missing from the directory', 'failed probes after the switch'],
      },
    },
  },
  async ({ fleet, faults, observe, check, precondition, time }) => {
    await time.somewhereIn(fleet.phases.short)
    const since = await time.pass('0s')
    const { hosts, isOneProgram, probe, askUntil } = await fleet.openSecondTunnels(faults, {
      closeFirstAfter: '3s',
    })
    const switched = await fleet.reconnected({ since, hosts, decides: fleet.limits.redial })
    const until = await askUntil(time.pass('8s'))

    precondition('second tunnels', observe.registrations({ since, until }, hosts)).atLeast(hosts.length)
    // Whatever is taken away comes back with the next pong only, 15 s later on average.
    check(
      'live tunnel missing from the directory',
      observe.liveMissing({ since, until }, 'max', hosts),
    ).atMost('1s')
    const held = { since: isOneProgram ? since : switched, until }
    check('tunnels lost', observe.tunnelsLost(held, hosts)).is(0)
    check(
      'failed probes after the switch',
      observe.probeFailures({ since: switched, until }, hosts, probe),
    ).is(0)
  },
)
