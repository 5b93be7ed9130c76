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
    system: webhookDelivery({ repositories: 5 }),
    knownBad: {
      'hop=ack-before-store': { relay: { hop: 'ack-before-store' }, failsOn: ['acknowledged and lost'] },
      'idempotency=none': { receiver: { idempotency: 'none' }, failsOn: ['duplicated effects'] },
      'start=empties': { relay: { start: 'empties' }, failsOn: ['acknowledged and lost'] },
      'order=none': { relay: { order: 'none' }, failsOn: ['out of order'] },
    },
  },
  async ({ webhooks, faults, observe, check, precondition, time }) => {
    // Answers take a while, so that there is a middle of a delivery: the receiver has acted, the hop does not know.
    const late = await faults.latency(webhooks.farLink, { delay: '500ms', direction: 'answers' })
    const load = webhooks.load({ every: '100ms' })
    for (let kill = 0; kill < kills; kill++) {
      await time.somewhereIn('2s')
      await webhooks.midDelivery({ queued: true })
      await faults.kill(webhooks.hop)
      await webhooks.hop.restart({ after: '0s' })
    }
    const sent = await load.stop()
    await late.heal()
    await webhooks.drained({ giveUpAfter: '60s' })

    precondition('kills in mid-delivery', observe.endsMidDelivery(webhooks.hop, sent)).is(kills)
    precondition('kills while something acknowledged waited', observe.endsWithQueue(webhooks.hop, sent)).is(
      kills,
    )
    precondition('acknowledged', observe.acknowledged(sent)).atLeast(kills)
    precondition('repetitions that the receiver knew', observe.suppressed(sent)).atLeast(1)
    check('acknowledged and lost', observe.acknowledgedLost(sent)).is(0)
    check('duplicated effects', observe.duplicated(sent)).is(0)
    check('out of order', observe.outOfOrder(sent)).is(0)
  },
)
