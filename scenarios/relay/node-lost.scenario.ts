import { relayFleet, scenario } from '../../harness/scenario.ts'

scenario(
  'relay/node-lost',
  {
    title: 'hosts of a relay whose machine has lost its power move to another relay, and stay there',
    hypothesis:
      'When the machine of a relay is gone at once, nobody is told; the watchdog of every host of it notices it, and each is back on another relay. ' +
      'When the machine starts again, the relay on it takes nothing from them.',
    source:
      'known incident: a machine lost its power; no FIN came, and hosts held on to a relay that was gone',
    headline: 'reconnected after detection max',
    system: relayFleet({ hosts: 20, relays: 2, needs: ['watchdog'] }),
    needs: ['nodes'],
    broken: {
      'watchdog=none': { host: { watchdog: 'none' }, failsOn: ['detected max'] },
      'backoff-base=30s': {
        host: { backoffBase: '30s', backoffCeiling: '30s' },
        failsOn: ['reconnected after detection max', 'reconnect delays other than declared'],
      },
      'cleanup=everyones': {
        relay: { cleanup: 'everyones' },
        failsOn: ['live tunnels missing from the directory'],
      },
    },
    deadline: '300s',
  },
  async ({ fleet, faults, nodes, observe, check, time }) => {
    const [relay] = fleet.relays
    const { limits } = fleet
    const moved = fleet.hostsOn(relay)
    await time.somewhereIn(fleet.phases.short)
    const lost = await faults.loseNode(nodes.of(relay), { newFlows: 'refused' })
    const since = await time.pass('0s')
    await fleet.reconnected({
      since,
      from: since,
      decides: fleet.sum(limits.detection, limits.detected),
      hosts: moved,
    })
    const back = await lost.heal()
    const until = await time.pass('20s')

    const watched = { since, until }
    check('detected max', observe.detection(watched, 'max', moved)).atMost(limits.detection, {
      work: fleet.work.answer,
    })
    check('reconnected after detection max', observe.reconnectAfterDetection(watched, 'max', moved)).atMost(
      limits.detected,
      { work: fleet.work.dial },
    )
    check('registrations', observe.registrations({ since, until }, moved)).atMost(moved.length)
    check('live tunnels missing from the directory', observe.hostsMissing({ since: back, until }, moved)).is(
      0,
    )
  },
)
