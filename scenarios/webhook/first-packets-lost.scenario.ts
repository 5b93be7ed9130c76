import { scenario, webhookDelivery } from '../../harness/scenario.ts'

scenario(
  'webhook/first-packets-lost',
  {
    title: 'a link that loses every second new flow loses no webhook',
    hypothesis:
      'With a store-and-forward hop the forge is answered at once, and every webhook takes effect once, however many flows to ' +
      'the receiver stall.',
    source:
      'outage: deliveries failed at random with an i/o timeout here and 408 there; a NAT lost first packets',
    headline: 'lost',
    system: webhookDelivery(),
    // Acknowledgements are timed to some ms: p99 is 13 to 26 ms alone, 30 to 42 beside one other of this kind, and came to 124 beside three others.
    exclusive: true,
    broken: {
      'hop=none': { hop: null, forge: { env: { TARGET: '{nginx.url}/hooks' } }, failsOn: ['lost'] },
      'body=re-serialised': {
        hop: { env: { BODY: 're-serialised' } },
        failsOn: ['arrived otherwise than sent'],
      },
    },
    deadline: '240s',
  },
  async ({ webhooks, faults, observe, check, precondition, time }) => {
    await time.somewhereIn('2s')
    await faults.loseNewFlows(webhooks.farLink, { probability: 0.5 })
    const sent = await webhooks.load({ count: 200, every: '200ms' }).ended
    // The link does not heal: every webhook has to get through as it is.
    await webhooks.drained({ giveUpAfter: '180s' })

    precondition('sent', observe.sent(sent)).is(200)
    check('lost', observe.lost(sent)).is(0)
    check('duplicated effects', observe.duplicated(sent)).is(0)
    check('acknowledgement p99', observe.acknowledgement(sent)).atMost('200ms', {
      work: webhooks.acknowledgeWork,
    })
  },
)
