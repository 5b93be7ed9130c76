import { relayFleet, scenario } from '../../harness/scenario.ts'

scenario(
  'relay/nodes-parted',
  {
    title: 'a relay whose machine was cut off takes nothing from the hosts that have left it',
    hypothesis:
      'When the machine of a relay is cut off from all others and goes on, its hosts notice it, and each is back on another relay with one new ' +
      'tunnel; when the machine is reached again, its relay gives up the tunnels that it still has, and not the entries of the new ones.',
    source:
      'known incident: a zone was cut off; when it was back it deleted the entries of hosts that had moved',
    headline: 'live tunnels missing from the directory',
    system: relayFleet({ hosts: 20, relays: 2, needs: ['watchdog', 'ping-timeout'] }),
    needs: ['nodes'],
    broken: {
      'unregister=unconditional': {
        relay: { unregister: 'unconditional' },
        failsOn: ['live tunnels missing from the directory'],
      },
      'watchdog=none': { host: { watchdog: 'none' }, failsOn: ['detected max'] },
      'backoff-base=30s': {
        host: { backoffBase: '30s', backoffCeiling: '30s' },
        failsOn: ['reconnected after detection max', 'reconnect delays other than declared'],
      },
    },
    deadline: '400s',
  },
  async ({ fleet, faults, nodes, observe, check, time }) => {
    const [relay] = fleet.relays
    const { limits, constants } = fleet
    const moved = fleet.hostsOn(relay)
    await time.somewhereIn(fleet.phases.short)
    // Whoever dials the lost relay is told so, as the edge waits for no answer.
    const parted = await faults.partNodes(nodes.of(relay), { newFlows: 'refused' })
    const since = await time.pass('0s')
    const established = await time.pass(limits.unnoticed)
    await fleet.reconnected({
      since,
      from: since,
      decides: fleet.sum(limits.detection, limits.detected),
      hosts: moved,
    })
    const healed = await parted.heal()
    // The relay meets a reset or misses its last pong, and acts on it when it reaches its directory again.
    const until = await time.pass(fleet.sum(constants.pingTimeout, constants.pingInterval))

    const watched = { since, until }
    check('tunnels that ended by themselves', observe.tunnelsLost({ since, until: established }, moved)).is(0)
    check('detected max', observe.detection(watched, 'max', moved)).atMost(limits.detection, {
      work: fleet.work.answer,
    })
    check('reconnected after detection max', observe.reconnectAfterDetection(watched, 'max', moved)).atMost(
      limits.detected,
      { work: fleet.work.dial },
    )
    check('registrations', observe.registrations({ since, until }, moved)).atMost(moved.length)
    check(
      'live tunnels missing from the directory',
      observe.hostsMissing({ since: healed, until }, moved),
    ).is(0)
  },
)
