import { relayFleet, scenario } from '../../harness/scenario.ts'

scenario(
  'relay/ordinary-close',
  {
    title: 'a host that ends leaves nothing behind',
    hypothesis:
      'When hosts end, requests that wait for them are answered 502 at once, the directory forgets them whole, and their clients are told ' +
      '503 until they are back.',
    source: 'the wire facts: nothing of a tunnel outlives its close, on a day on which nothing else is wrong',
    headline: 'pending requests answered',
    system: relayFleet({ hosts: 10, probesPerSecond: 50, needs: ['remains'] }),
    broken: {
      'leaves=entry': { relay: { leaves: 'entry' }, failsOn: ['entries of hosts that are gone'] },
      'leaves=meta': { relay: { leaves: 'meta' }, failsOn: ['meta data and expiries left'] },
      'pending=left': { relay: { pending: 'left' }, failsOn: ['pending requests answered'] },
      'pending=false-200': {
        relay: { pending: 'false-200' },
        failsOn: ['pending requests answered otherwise than 502'],
      },
    },
  },
  async ({ fleet, faults, observe, check, time }) => {
    const gone = fleet.hosts.slice(0, 5)
    await time.somewhereIn(fleet.phases.long)
    const asked = await time.pass('0s')
    await fleet.holdRequests({ count: gone.length, answerAfter: '20s' })
    const since = await time.pass('0s')
    const away = await faults.hostsLeave(await fleet.leavers(gone))
    const settled = await time.pass('2s')
    await fleet.readRemains(gone)
    const until = await time.pass('8s')
    const healed = await away.heal()
    await fleet.reconnected({ since: healed, decides: fleet.limits.redial, hosts: gone })

    check('pending requests answered', observe.heldAnswered(since)).atMost('1s', { work: fleet.work.dial })
    check(
      'pending requests answered otherwise than 502',
      observe.heldAnsweredOtherwise(502, { since: asked, until: since }),
    ).is(0)
    check('entries of hosts that are gone', observe.staleWindow({ since, until })).atMost('1s', {
      work: fleet.work.dial,
    })
    check('meta data and expiries left', observe.remains()).is(0)
    check('answers other than 503', observe.otherAnswers(503, { since: settled, until }, gone)).is(0)
  },
)
