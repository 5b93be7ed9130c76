import { relayFleet, scenario } from '../../harness/scenario.ts'

scenario(
  'relay/drain-clients',
  {
    title: 'a drain takes leave of everybody',
    hypothesis:
      'A relay that drains tells its hosts at once and gives them the declared wait, closes the tunnels of those that stay with the ' +
      'code of a drain, and closes the WebSockets of its clients with a code that has them come again, in place of dropping them.',
    source:
      'game-day: browsers whose sockets were dropped without a frame took a deploy for a broken network',
    // Hosts of an older make, which do not know the notice: every tunnel is there to be closed.
    headline: 'told after the signal p50',
    system: relayFleet({
      hosts: 10,
      hostVariant: { drainNotice: 'ignored' },
      // Eight times as long as by itself, so that half of it can be told from the whole on a busy machine.
      drainWait: '4s',
      needs: ['lingering-hosts', 'channels', 'drain-wait'],
    }),
    broken: {
      'drain=closes-none': {
        relay: { drain: 'closes-none' },
        failsOn: ['hosts closed with the code of a drain'],
      },
      'drain=close-1000': { relay: { drain: 'close-1000' }, failsOn: ['tunnels closed with another code'] },
      'drain=close-only': {
        relay: { drain: 'close-only' },
        failsOn: ['told after the signal p50', 'wait after the notice p50'],
      },
      'channels=left-open': {
        relay: { channels: 'left-open' },
        failsOn: ['client sockets closed with a code'],
      },
    },
  },
  async ({ fleet, faults, observe, check, precondition, time }) => {
    const [relay] = fleet.relays
    await time.somewhereIn(fleet.phases.short)
    // Two through each tunnel: a relay may well think of the first one only.
    const sockets = await fleet.openSockets([...fleet.hosts, ...fleet.hosts])
    const exit = await faults.stop(relay, { signal: 'SIGINT' })
    const back = await relay.restart({ after: '2s' })
    const until = await fleet.reconnected({ since: exit.at, decides: fleet.limits.reconnect })

    // What arrives at the very end is stamped later than the exit by a busy host.
    const draining = { since: exit.signalledAt, until: back.acceptingAt }
    const { drain } = fleet.closeCodes
    check('told after the signal p50', observe.noticeTime(relay, draining, 'p50')).atMost(fleet.limits.told, {
      work: fleet.work.answer,
    })
    check('wait after the notice p50', observe.drainWait(relay, draining, 'p50')).atLeast(fleet.limits.given)
    check('hosts closed with the code of a drain', observe.closedWith({ code: drain }, draining)).is(
      fleet.hosts.length,
    )
    check('tunnels closed with another code', observe.closedOtherwise(relay, draining, drain)).is(0)
    precondition('client sockets open at the signal', observe.socketsOpen(sockets, exit.signalledAt)).atLeast(
      sockets.length,
    )
    check(
      'client sockets closed with a code',
      observe.socketCloseTime(sockets, { since: exit.signalledAt, until }),
      // By the end of the drain: they go on for its wait, as the tunnels do.
    ).atMost(fleet.limits.exit, { work: fleet.work.dial })
  },
)
