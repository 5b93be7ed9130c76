import { relayFleet, scenario } from '../../harness/scenario.ts'

scenario(
  'relay/redis-outage',
  {
    title: 'relays outlive their directory',
    hypothesis:
      'Without Redis, tunnels go on working, new hosts are refused with 1011 and a relay starts all the same; once ' +
      'Redis is back, even without its data, the directory becomes true again by itself.',
    source: 'game-day: Redis restarted empty and hosts stayed unreachable although their tunnels were up',
    system: relayFleet({
      hosts: 20,
      probesPerSecond: 50,
      redisRestarts: true,
      usesRedis: true,
      needs: ['late-hosts'],
    }),
    broken: {
      'heartbeat=never-restores': {
        relay: { heartbeat: 'never-restores' },
        failsOn: ['directory true after Redis lost its data'],
      },
      // The next heartbeat would restore each entry, and may come at once.
      'cleanup=each-connection, heartbeat=never-restores': {
        relay: { cleanup: 'each-connection', heartbeat: 'never-restores' },
        failsOn: ['directory true after heal'],
      },
    },
    deadline: '150s',
  },
  async ({ fleet, faults, observe, check, time }) => {
    const [relay] = fleet.relays
    const link = fleet.directoryLink(relay)
    const dial = { work: fleet.work.dial }
    await time.somewhereIn(fleet.phases.short)

    const cut = await faults.cut(link)
    const newHosts = await fleet.join({ hosts: 5 })
    const outage = { since: await time.pass('0s'), until: await time.pass('20s') }
    const healed = await cut.heal()
    await fleet.reconnected({ since: healed, hosts: newHosts, decides: fleet.limits.heal })
    await fleet.directoryTrue({ decides: fleet.limits.heal, from: healed })
    const settled = { since: healed, until: await time.pass('1s') }
    check('tunnels lost without Redis', observe.tunnelsLost(outage, fleet.hosts)).is(0)
    check('failed probes without Redis', observe.probeFailures(outage)).is(0)
    check(
      'new hosts refused with 1011',
      observe.closedWith({ code: fleet.closeCodes.directoryFailed }, outage, newHosts),
    ).is(newHosts.length)
    check('decided delays after heal', observe.decidedDelay(settled, 'max', newHosts)).atMost(
      fleet.limits.heal,
    )
    check('new hosts back after heal', observe.reconnect(settled, 'max', newHosts)).atMost(
      fleet.limits.heal,
      dial,
    )
    check('directory true after heal', observe.directoryTrueAfter(settled)).atMost(fleet.limits.heal, dial)

    const again = await faults.cut(link)
    const { at: exited } = await faults.stop(relay)
    const starting = relay.restart({ after: '1s' })
    // One that waits for Redis starts when that is back: too late by then.
    const late = time.pass(fleet.sum(fleet.wanted.directoryDeadline, '6s'), {
      workMs: 2 * fleet.workMs(fleet.work.start(relay)),
    })
    await Promise.race([starting, late])
    const start = { since: exited, until: await again.heal() }
    await starting
    await fleet.reconnected({ since: start.until, decides: fleet.limits.heal })
    const restarted = { since: start.until, until: await time.pass('1s') }
    // The wait for Redis ends with the directory deadline; the rest is the start of a process.
    check('relay starts without Redis', observe.startTime(relay, start)).atMost(
      fleet.wanted.directoryDeadline,
      {
        // Twice: beside others a process takes up to that much longer to start than it did before.
        work: [fleet.work.start(relay), fleet.work.start(relay)],
      },
    )
    check('decided delays after the restart', observe.decidedDelay(restarted, 'max', fleet.hosts)).atMost(
      fleet.limits.heal,
    )
    check('hosts back after heal', observe.reconnect(restarted, 'max', fleet.hosts)).atMost(
      fleet.limits.heal,
      dial,
    )

    await time.somewhereIn(fleet.phases.long)
    const { at: killed } = await faults.kill(fleet.redis)
    const { acceptingAt: since } = await fleet.redis.restart({ after: '2s' })
    await time.pass(fleet.sum(fleet.constants.pingInterval, '2s'))
    const decided = { decides: fleet.wanted.pingInterval, from: since }
    const empty = { since, until: await fleet.directoryTrue(decided) }
    // Each host's next pong restores its entry: one ping interval.
    check('directory true after Redis lost its data', observe.directoryTrueAfter(empty)).atMost(
      fleet.wanted.pingInterval,
      { work: fleet.work.answer },
    )
    check('tunnels lost with the data', observe.tunnelsLost({ ...empty, since: killed }, fleet.hosts)).is(0)
  },
)
