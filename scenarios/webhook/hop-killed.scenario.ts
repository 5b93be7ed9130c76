import { scenario, webhookDelivery } from '../../harness/scenario.ts'

const kills = 10

scenario(
  'webhook/hop-killed',
  {
    title: 'what was acknowledged survives the hop',
    hypothesis:
      'A hop that is killed in the middle of deliveries, ten times, loses nothing that it had acknowledged, and what it ' +
      'delivers again takes effect once.',
    source: 'outage: a crash of the hop lost what it had accepted',
    // Few repositories: each takes its deliveries one after the other, so that some wait behind the one that is under way.
    headline: 'acknowledged and lost',
    system: webhookDelivery({ repositories: 5 }),
    broken: {
      'hop=ack-before-store': {
        hop: { env: { HOP: 'ack-before-store' } },
        failsOn: ['acknowledged and lost'],
      },
      'idempotency=none': { receiver: { env: { IDEMPOTENCY: 'none' } }, failsOn: ['duplicated effects'] },
      'start=empties': { hop: { env: { START: 'empties' } }, failsOn: ['acknowledged and lost'] },
      'order=none': { hop: { env: { ORDER: 'none' } }, failsOn: ['out of order'] },
    },
  },
  async ({ webhooks, faults, observe, check, precondition, time }) => {
    // What the first life of the hop sends never arrives: at its end attempts are under way of which nothing came.
    const stuck = await faults.hang(webhooks.farLink)
    const load = webhooks.load({ every: '100ms' })
    await webhooks.midDelivery({ queued: 1 })
    await faults.kill(webhooks.hop)
    let back = await webhooks.hop.restart({ after: '0s' })
    // What its second life sends is reset: each of these waits a random while before its next attempt, and a younger one of its
    // repository could overtake it.
    await time.pass('1s')
    await webhooks.midDelivery({ queued: 1 })
    await faults.reset(webhooks.farLink)
    await stuck.heal()
    // From now on answers take a while, so that there is a middle of a delivery: the receiver has acted, the hop does not know.
    const late = await faults.latency(webhooks.farLink, { delay: '500ms', direction: 'answers' })
    for (let kill = 2; kill <= kills; kill++) {
      await time.somewhereIn('2s')
      const last = kill === kills
      await webhooks.midDelivery({ queued: last ? 5 : 1 })
      // After the last kill nothing comes any more that would wake what is left.
      if (last) await load.stop()
      await faults.kill(webhooks.hop)
      back = await webhooks.hop.restart({ after: '0s' })
    }
    const { since } = await load.ended
    const sent = { since, until: back.acceptingAt }
    await late.heal()
    const until = await webhooks.drained({ giveUpAfter: '60s' })

    precondition('kills in mid-delivery', observe.endsMidDelivery(webhooks.hop, sent)).is(kills)
    // A busy machine may come to a kill when the queue has just run dry.
    precondition(
      'kills while something acknowledged waited',
      observe.endsWithQueue(webhooks.hop, sent),
    ).atLeast(kills / 2)
    precondition(
      'kills while an attempt was under way that came to nothing',
      observe.endsWithoutEffect(webhooks.hop, sent),
    ).atLeast(1)
    // An attempt that is reset ends with an error, or without an answer; a busy machine may be so late that it has timed out.
    precondition('deliveries that failed and came through later', observe.retried(sent, '')).atLeast(2)
    precondition('acknowledged', observe.acknowledged(sent)).atLeast(kills)
    precondition('repetitions that the receiver knew', observe.suppressed(sent)).atLeast(1)
    check('acknowledged and lost', observe.acknowledgedLost(sent)).is(0)
    // Nothing comes any more that would wake what the last life left.
    check('drained after return', observe.drained({ since: back.acceptingAt, until })).atMost('30s', {
      work: observe.drainingWork(back.acceptingAt),
    })
    check('duplicated effects', observe.duplicated(sent)).is(0)
    check('out of order', observe.outOfOrder(sent)).is(0)
  },
)
