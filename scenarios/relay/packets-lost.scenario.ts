import { relayFleet, scenario } from '../../harness/scenario.ts'

scenario(
  'relay/packets-lost',
  {
    title: 'packets lost and doubled cost time and no tunnel',
    hypothesis:
      'While 3 % of the packets of all tunnels are lost each way and 3 % arrive twice, at 100 ms ± 50 ms each way, TCP mends it: no tunnel is lost.',
    source: 'game-day: hosts behind a radio link',
    headline: 'tunnels lost',
    system: relayFleet({ hosts: 20, probesPerSecond: 10 }),
    needs: ['wire'],
    broken: {
      // A packet that is sent again comes 600 ms later: twice the way there and back, and 200 ms that Linux always waits (RFC 8985, 7.2; TCP_RTO_MIN).
      'pings=impatient': { relay: { pings: 'impatient' }, failsOn: ['tunnels lost'] },
    },
    deadline: '280s',
  },
  async ({ fleet, faults, observe, check, time }) => {
    const [relay] = fleet.relays
    await time.somewhereIn(fleet.phases.long)
    const wire = await faults.impairPackets(fleet.link('hosts', relay.name), {
      delay: '100ms',
      jitter: '50ms',
      loss: 0.03,
      duplicate: 0.03,
    })
    const since = await time.pass('1s')
    // Five pings and pongs of 20 hosts, each lost with 5.9 %: that none of them is has a probability of 0.2 %.
    const until = await time.pass(fleet.sum(fleet.share(fleet.constants.pingInterval, 5), '1s'))
    await wire.heal()

    // No limit for requests: Linux waits 200 and 400 ms before it sends again, which no profile makes shorter, and clients wait for 0.5 s compressed.
    check('tunnels lost', observe.tunnelsLost({ since, until })).is(0)
  },
)
