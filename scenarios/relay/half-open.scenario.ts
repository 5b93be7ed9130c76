import { relayFleet, scenario } from '../../harness/scenario.ts'

scenario(
  'relay/half-open',
  {
    title: 'host and relay each notice a connection of which every packet vanishes',
    hypothesis:
      'When every packet of the tunnels vanishes both ways and TCP stays established, the watchdog of every host and the ping timeout ' +
      'of the relay notice it, each by itself; clients are told 503 from then on, and hosts are back soon after the link is.',
    source:
      'known incident: a middle box that lost its table; the ends held connections that nobody answered',
    headline: 'answers other than 503 after the ping timeout',
    system: relayFleet({ hosts: 20, probesPerSecond: 50, needs: ['watchdog', 'ping-timeout'] }),
    needs: ['packets'],
    broken: {
      'pings=never-time-out': {
        relay: { pings: 'never-time-out' },
        failsOn: ['answers other than 503 after the ping timeout'],
      },
      'backoff-ceiling=30s': {
        host: { backoffCeiling: '30s' },
        failsOn: ['decided delays after heal', 'back after heal'],
      },
      'watchdog=none': { host: { watchdog: 'none' }, failsOn: ['detected max'] },
    },
    deadline: '220s',
  },
  async ({ fleet, faults, observe, check, time }) => {
    const [relay] = fleet.relays
    const { limits, constants } = fleet
    await time.somewhereIn(fleet.phases.short)
    // Redials are refused, so that no new tunnel tells the relay that the old one is over.
    const fault = await faults.halfOpen(fleet.link('hosts', relay.name), { newFlows: 'refused' })
    const since = await time.pass('0s')
    const given = await time.pass(constants.pingTimeout)
    const noticed = await time.pass('5s')
    const until = await time.pass('15s')
    const healing = await fault.heal()
    // A host that was refused just before the rules were gone waits for a whole delay from here on.
    const healed = await time.pass('0s')
    await fleet.reconnected({ since: healing, decides: limits.reconnect })
    const settled = { since: healed, until: await time.pass('1s'), fault: since }

    check(
      'tunnels that ended by themselves',
      observe.tunnelsLost({ since, until: since + time.ms(limits.unnoticed) * 1e6 }),
    ).is(0)
    check('detected max', observe.detection({ since, until: given }, 'max')).atMost(limits.detection, {
      work: fleet.work.answer,
    })
    check(
      'answers other than 503 after the ping timeout',
      observe.otherAnswers(503, { since: noticed, until }),
    ).is(0)
    check('decided delays after heal', observe.decidedDelay(settled, 'max')).atMost(limits.reconnect)
    check('back after heal', observe.reconnect(settled, 'max')).atMost(limits.reconnect, {
      work: fleet.work.dial,
    })
  },
)
