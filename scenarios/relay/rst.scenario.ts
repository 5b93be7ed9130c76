import { relayFleet, scenario } from '../../harness/scenario.ts'

scenario(
  'relay/rst',
  {
    title: 'reset tunnels come back spread out',
    hypothesis:
      'When every tunnel is reset at once, every host is back after one jittered delay, and not all together.',
    source: 'game-day: a proxy restart reset all tunnels',
    headline: 'after RST p99',
    system: relayFleet({ hosts: 100 }),
    broken: {
      'host-jitter=none': {
        host: { hostJitter: 'none' },
        failsOn: ['share of redials in the busiest fifth'],
      },
      'backoff-base=4s': {
        host: { backoffBase: '4s' },
        failsOn: ['decided delays after RST p99', 'reconnect delays other than declared'],
      },
      'backoff-base=30s': {
        host: { backoffBase: '30s', backoffCeiling: '30s' },
        failsOn: ['after RST p99'],
      },
    },
  },
  async ({ fleet, faults, observe, check, precondition, time }) => {
    const [relay] = fleet.relays
    await time.somewhereIn(fleet.phases.short)
    const since = await faults.reset(fleet.link('hosts', relay.name))
    const until = await fleet.reconnected({ since, decides: fleet.limits.redial })

    const window = { since, until }
    precondition('hosts whose tunnel was reset', observe.tunnelsReset(window)).is(fleet.hosts.length)
    check('decided delays after RST p99', observe.decidedDelay(window, 'p99')).atMost(fleet.limits.redial)
    check('after RST p99', observe.hostOutage(window, 'p99')).atMost(fleet.limits.redial, {
      work: fleet.work.dial,
    })
    check(
      'share of redials in the busiest fifth',
      observe.dialsShare(window, time.ms(fleet.limits.herdBucket), 40),
    ).atMost(40, { because: 'redials spread evenly over half the base delay have 20 % in any fifth of it' })
  },
)
