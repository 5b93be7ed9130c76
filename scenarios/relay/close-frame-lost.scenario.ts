import { relayFleet, scenario } from '../../harness/scenario.ts'

scenario(
  'relay/close-frame-lost',
  {
    title: 'a drain notice is enough to move a host',
    hypothesis:
      'Hosts that got the in-band drain message reconnect elsewhere although nothing arrives after it: no close frame, ' +
      'no FIN, no RST.',
    source: 'game-day: close frames got lost in a proxy, hosts waited for the stuck-socket grace',
    headline: 'outage max',
    system: relayFleet({ hosts: 20, relays: 2, needs: ['farewell'] }),
    broken: {
      'drain=close-only': { relay: { drain: 'close-only' }, failsOn: ['outage max'] },
      'close=waits-for-reply': { host: { close: 'waits-for-reply' }, failsOn: ['outage max'] },
    },
    before: [{ check: 'outage max', text: '36.6 s (the stuck-socket grace), or never without that grace' }],
  },
  async ({ fleet, faults, observe, check, time }) => {
    const [relay] = fleet.relays
    const hosts = fleet.hostsOn(relay)
    await time.somewhereIn(fleet.phases.short)
    await faults.loseCloseFrame(fleet.link('edge', relay.name), fleet.farewell)
    const { signalledAt: since } = await faults.stop(relay, { signal: 'SIGINT' })
    const until = await fleet.reconnected({ since, hosts, decides: fleet.limits.notice })

    check('decided delays max', observe.decidedDelay({ since, until }, 'max', hosts)).atMost(
      fleet.limits.notice,
    )
    check('outage max', observe.reconnect({ since, until, fromNotice: true }, 'max', hosts)).atMost(
      fleet.limits.notice,
      {
        work: fleet.work.dial,
      },
    )
  },
)
