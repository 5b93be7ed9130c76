import { relayFleet, scenario } from '../../harness/scenario.ts'

scenario(
  'relay/exactly-once',
  {
    title: 'no request comes twice, and each gets its own answer',
    hypothesis:
      'Requests that run through one tunnel side by side and are answered in another order get their own answers each; one whose tunnel ' +
      'is reset is answered 502 and not sent again, as nobody knows what its host has done.',
    source:
      'the wire facts: a request has an id on its tunnel; a host that pays a bill twice is worse than a 502',
    system: relayFleet({ hosts: 10, needs: ['requests-by-name'] }),
    broken: {
      'requests=again': { relay: { requests: 'again' }, failsOn: ['requests that came twice'] },
      'requests=in-order': { relay: { requests: 'in-order' }, failsOn: ['answers of other requests'] },
    },
  },
  async ({ fleet, faults, observe, check, time }) => {
    const [relay] = fleet.relays
    await time.somewhereIn(fleet.phases.short)
    // The first is answered last.
    const undisturbed = await fleet.askOnce(fleet.hosts, ['3s', '1s', '2s', '0s'])
    await undisturbed.ended
    // When the oldest have gone, others come beside those that still wait.
    const oldest = await fleet.askOnce(fleet.hosts, ['5s', '5s', '5s'])
    const waiting = await fleet.askOnce(fleet.hosts, ['15s', '15s'])
    await oldest.ended
    const newest = await fleet.askOnce(fleet.hosts, ['1s', '0s', '1s'])
    await Promise.all([waiting.ended, newest.ended])

    const asked = await time.pass('0s')
    const broken = await fleet.askOnce(fleet.hosts, ['20s', '15s'])
    const since = await faults.reset(fleet.link('hosts', relay.name))
    await fleet.reconnected({ since, decides: fleet.limits.redial })
    await broken.ended
    await time.pass('2s')

    check('requests that came twice', observe.deliveredTwice()).is(0)
    check('answers of other requests', observe.answersOfOthers()).is(0)
    check(
      'reset requests answered otherwise than 502',
      observe.onceAnsweredOtherwise(502, { since: asked, until: since }),
    ).is(0)
  },
)
