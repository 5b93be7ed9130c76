import { relayFleet, scenario } from '../../harness/scenario.ts'

scenario(
  'relay/descriptors-taken',
  {
    title: 'a relay without descriptors keeps its tunnels and refuses others in words',
    hypothesis:
      'When the limit of descriptors falls below what a relay has open, its tunnels go on and carry requests, new hosts are told at once ' +
      'to try again later, and they are back soon after the limit is.',
    source:
      'known incident: a limit that a deploy had lowered; the accept loop took a whole core, and new hosts hung until their timeout',
    headline: 'new hosts told to try again later',
    system: relayFleet({
      hosts: 20,
      probesPerSecond: 50,
      needs: ['late-hosts', 'out-of-descriptors'],
    }),
    needs: ['prlimit'],
    broken: {
      'descriptors=unwatched': {
        relay: { descriptors: 'unwatched' },
        failsOn: ['new hosts told to try again later'],
      },
      'descriptors=ends': { relay: { descriptors: 'ends' }, failsOn: ['tunnels lost meanwhile'] },
      'descriptors=sheds': { relay: { descriptors: 'sheds' }, failsOn: ['tunnels lost meanwhile'] },
      'backoff-ceiling=30s': {
        host: { backoffCeiling: '30s' },
        failsOn: ['decided delays after heal', 'new hosts back after heal'],
      },
    },
    deadline: '150s',
  },
  async ({ fleet, faults, observe, check, time }) => {
    const [relay] = fleet.relays
    await time.somewhereIn(fleet.phases.short)
    // Above what a program opens for itself at its start, and below what it has open with its tunnels.
    const fault = await faults.takeDescriptors(relay, { limit: 56 })
    const since = await time.pass('1s')
    const newHosts = await fleet.join({ hosts: 5 })
    // Delays of 1, 2, 4, 8 and 16 s are over after 16 to 31 s. Of hosts whose ceiling is 30 s then fewer than one in fifty is due within 6 s.
    const meanwhile = { since, until: await time.pass('29s') }
    const healing = await fault.heal()
    // A host that was refused just before waits for a whole delay from here on.
    const healed = await time.pass('0s')
    await fleet.reconnected({ since: healing, hosts: newHosts, decides: fleet.limits.heal })
    const settled = { since: healed, until: await time.pass('1s'), fault: healing }

    check('tunnels lost meanwhile', observe.tunnelsLost(meanwhile, fleet.hosts)).is(0)
    check('failed probes meanwhile', observe.probeFailures(meanwhile)).is(0)
    check(
      'new hosts told to try again later',
      observe.closedWith({ code: fleet.outOfDescriptors }, meanwhile, newHosts),
    ).is(newHosts.length)
    check('decided delays after heal', observe.decidedDelay(settled, 'max', newHosts)).atMost(
      fleet.limits.heal,
    )
    check('new hosts back after heal', observe.reconnect(settled, 'max', newHosts)).atMost(
      fleet.limits.heal,
      { work: fleet.work.dial },
    )
  },
)
