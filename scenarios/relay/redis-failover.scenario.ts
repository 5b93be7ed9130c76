import { relayFleet, scenario } from '../../harness/scenario.ts'

scenario(
  'relay/redis-failover',
  {
    title: "relays follow their directory's primary",
    hypothesis:
      'When the primary of the directory dies and Sentinel promotes its replica, relays write to the new one: hosts that came meanwhile are ' +
      'registered, the directory is true within a heartbeat, and no relay goes on asking the old one, which comes back read-only.',
    source: 'known incident: a client that kept the address of a demoted primary got READONLY for ever',
    headline: 'directory true after the promotion',
    system: relayFleet({
      hosts: 12,
      sentinel: true,
      redisRestarts: true,
      usesRedis: true,
      needs: ['late-hosts', 'sentinel'],
    }),
    broken: {
      'primary=fixed': {
        relay: { primary: 'fixed' },
        failsOn: [
          'new hosts back after the promotion',
          'directory true after the promotion',
          'calls refused with READONLY',
        ],
      },
    },
    deadline: '300s',
  },
  async ({ fleet, faults, observe, check, precondition, time }) => {
    const [relay] = fleet.relays
    const { limits, wanted, work } = fleet
    const roles = fleet.redisRoles()
    await time.somewhereIn(fleet.phases.short)
    const { at: killed } = await faults.kill(fleet.redis)
    const newHosts = await fleet.join({ hosts: 4 })
    const since = await roles.promoted({ giveUpAfter: '30s' })
    await fleet.reconnected({ since: killed, hosts: newHosts, from: since, decides: limits.heal })
    const promoted = { since, until: await time.pass('1s') }
    check(
      'new hosts back after the promotion',
      observe.reconnect({ ...promoted, fault: killed }, 'max', newHosts),
    ).atMost(limits.heal, { work: work.dial })

    await fleet.redis.restart({ after: '2s' })
    await roles.demoted({ giveUpAfter: '30s' })
    const until = await time.pass(fleet.sum(wanted.pingInterval, '5s'))
    const whole = { since: killed, until }
    fleet.quoteLog(relay, 'directory call failed')
    precondition('servers promoted', observe.redisRoles('primary', whole)).is(1)
    precondition('servers that came back read-only', observe.redisRoles('replica', whole)).is(1)
    check('calls refused with READONLY', observe.logLines(relay, 'directory call failed', 'READONLY')).is(0)
    check('tunnels lost', observe.tunnelsLost(whole, fleet.hosts)).is(0)
    // The hosts that came meanwhile, too: on the old primary nobody finds them.
    check('directory true after the promotion', observe.directoryTrueAfter({ since, until })).atMost(
      wanted.pingInterval,
      { work: work.answer },
    )
  },
)
