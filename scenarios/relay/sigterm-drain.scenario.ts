import { relayFleet, scenario } from '../../harness/scenario.ts'

scenario(
  'relay/sigterm-drain',
  {
    title: 'SIGTERM drains as SIGINT does, and a second one changes nothing',
    hypothesis:
      'On SIGTERM a relay hands every host over once: sent again during the drain, the signal neither cuts it short ' +
      'nor begins it again.',
    source: 'game-day: the platform sends SIGTERM where it scales down, and sends it again',
    system: relayFleet({ hosts: 20 }),
    broken: {
      'drain=none': { relay: { drain: 'none' }, failsOn: ['entries at exit (R = 2s)', 'exit code (R = 2s)'] },
    },
  },
  async ({ fleet, faults, observe, check, precondition, time }) => {
    const [relay] = fleet.relays
    for (const R of ['2s', '20s'] as const) {
      await fleet.steady()
      await time.somewhereIn(fleet.phases.short)
      const asked = await time.pass('0s')
      await fleet.holdRequests({ count: 5, answerAfter: '25s' })

      const exit = await faults.stop(relay, { signal: 'SIGTERM', again: '100ms' })
      await fleet.readDirectory('at exit')
      const draining = { since: exit.signalledAt, until: exit.at }
      // A drain that is over before the second signal cannot show what that does.
      precondition(`signals sent (R = ${R})`, observe.signalsSent([relay], draining)).atLeast(2)
      check(`hosts not told exactly once (R = ${R})`, observe.notToldOnce(relay, draining)).is(0)
      check(`exit code (R = ${R})`, observe.exitCode(relay, fleet.constants.directoryDeadline)).is(0)
      check(`exit time (R = ${R})`, observe.exitTime(relay)).atMost(fleet.limits.exit, {
        work: fleet.work.dial,
      })
      // As much as for the exit itself, as the answers pass the same cores: 160 repetitions beside three others took 17 ms, 78 at p95, 190 once.
      check(`pending requests answered (R = ${R})`, observe.heldAnswered(exit.signalledAt)).atMost('1s', {
        work: fleet.work.dial,
      })
      check(
        `pending requests answered otherwise than 502 (R = ${R})`,
        observe.heldAnsweredOtherwise(502, { since: asked, until: exit.at }),
      ).is(0)
      check(`tunnels opened after the signal (R = ${R})`, observe.tunnelsOpened(relay, draining)).is(0)
      check(
        `tunnels left in order (R = ${R})`,
        observe.leftInOrder(relay, draining, fleet.closeCodes.drain),
      ).is(fleet.hosts.length)
      check(`entries at exit (R = ${R})`, observe.entriesOf(relay, exit.at)).is(0)

      const back = await relay.restart({ after: R })
      const until = await fleet.reconnected({ since: exit.at, decides: fleet.limits.reconnect })
      const drained = { since: back.acceptingAt, until, fault: exit.at }
      check(`decided delays after listening max (R = ${R})`, observe.decidedDelay(drained, 'max')).atMost(
        fleet.limits.reconnect,
      )
      check(`after listening max (R = ${R})`, observe.reconnect(drained, 'max')).atMost(
        fleet.limits.reconnect,
        { work: fleet.work.dial },
      )
    }
  },
)
