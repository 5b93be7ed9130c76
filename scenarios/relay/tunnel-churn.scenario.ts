import { relayFleet, scenario } from '../../harness/scenario.ts'

/** Times that the hosts come back and go again while the relay settles, and after that. */
const rounds = { before: 3, counted: 12 }

scenario(
  'relay/tunnel-churn',
  {
    title: 'hundreds of tunnels that close in good order leave nothing',
    hypothesis:
      'When hosts have come and closed their tunnels in good order hundreds of times, the relay has no more memory, open ' +
      'descriptors and timers than before, and its directory names none of those that are gone.',
    source: 'a relay that has run for weeks: what each tunnel leaves is small, and there are many of them',
    headline: 'memory over base',
    system: relayFleet({ hosts: 60, watched: true, needs: ['timers', 'remains'] }),
    broken: {
      'leaves=tunnel': { relay: { leaves: 'tunnel' }, failsOn: ['memory over base'] },
      'leaves=timer': { relay: { leaves: 'timer' }, failsOn: ['timers over base'] },
      'leaves=subscription': { relay: { leaves: 'subscription' }, failsOn: ['descriptors over base'] },
      'leaves=entry': { relay: { leaves: 'entry' }, failsOn: ['entries when they are gone'] },
      'leaves=meta': { relay: { leaves: 'meta' }, failsOn: ['meta data and expiries left'] },
    },
    deadline: '200s',
  },
  async ({ fleet, faults, observe, check, precondition, time }) => {
    const [relay] = fleet.relays
    // Some stay: what is theirs must stay, too.
    const coming = fleet.hosts.slice(Math.ceil(fleet.hosts.length / 6))
    const leavers = await fleet.leavers(coming, { inOrder: true })
    const come = async (times: number) => {
      for (let round = 0; round < times; round++) {
        const away = await faults.hostsLeave(leavers)
        await leavers.gone()
        const since = await away.heal()
        await fleet.reconnected({ since, decides: fleet.limits.redial, hosts: coming })
      }
    }
    await time.somewhereIn(fleet.phases.short)
    await come(rounds.before)
    const base = { since: await time.pass('5s'), until: await time.pass('10s') }
    const timersBefore = await fleet.readTimers(relay)
    await come(rounds.counted)
    const settled = await time.pass('5s')
    const until = await time.pass('10s')
    const timersAfter = await fleet.readTimers(relay)

    const away = await faults.hostsLeave(leavers)
    await leavers.gone()
    await time.pass('2s')
    const gone = await fleet.readDirectory('when they are gone')
    await fleet.readRemains(coming)
    await fleet.reconnected({ since: await away.heal(), decides: fleet.limits.redial, hosts: coming })

    const counted = { since: base.until, until: settled }
    // Fewer say nothing: what each leaves must add up to more than what the heap grows by on its own, 10 to 12 MB.
    precondition('tunnels that came and went', observe.tunnelsOpened(relay, counted)).atLeast(500)
    precondition('closed in good order', observe.closedWith({ code: 1000 }, counted, coming)).is(
      coming.length,
    )
    check('memory over base', observe.memoryOverBase(relay, { since: settled, until }, base)).atMost(20)
    check('descriptors over base', observe.descriptorsOverBase(relay, until, base)).atMost(10)
    check('timers over base', observe.timersGrown(relay, { since: timersBefore, until: timersAfter })).atMost(
      20,
    )
    check('entries when they are gone', observe.entriesOf(relay, gone)).is(fleet.hosts.length - coming.length)
    check('meta data and expiries left', observe.remains()).is(0)
  },
)
