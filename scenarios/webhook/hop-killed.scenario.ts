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
    system: webhookDelivery(),
    knownBad: {
      'hop=ack-before-store': { relay: { hop: 'ack-before-store' }, failsOn: ['acknowledged and lost'] },
      'idempotency=none': { receiver: { idempotency: 'none' }, failsOn: ['duplicated effects'] },
    },
  },
  async ({ webhooks, faults, observe, check, time }) => {
    // Answers take a while, so that there is a middle of a delivery: the receiver has acted, the hop does not know.
    await faults.latency(webhooks.farLink, { delay: '500ms', direction: 'answers' })
    const load = webhooks.load({ every: '100ms' })
    for (let kill = 0; kill < kills; kill++) {
      await time.somewhereIn('2s')
      await webhooks.midDelivery()
      await faults.kill(webhooks.hop)
      await webhooks.hop.restart({ after: '0s' })
    }
    const sent = await load.stop()
    await webhooks.drained({ giveUpAfter: '30s' })

    check('kills in mid-delivery', observe.endsMidDelivery(webhooks.hop, sent)).is(kills)
    check('acknowledged', observe.acknowledged(sent)).atLeast(kills)
    check('acknowledged and lost', observe.acknowledgedLost(sent)).is(0)
    check('duplicated effects', observe.duplicated(sent)).is(0)
    check('out of order', observe.outOfOrder(sent)).is(0)
  },
)
