import { scenario, webhookDelivery } from '../../harness/scenario.ts'

scenario(
  'webhook/slow-body',
  {
    title: 'a webhook that arrives too slowly is sent again',
    hypothesis:
      'While the way to the receiver is so slow that nginx gives up on bodies with 408, the hop records why and tries again, and ' +
      'every webhook is delivered once the way is clear.',
    source: 'outage: 408 in the access log of the receiver, closed connections at the sender',
    headline: 'lost',
    system: webhookDelivery(),
    broken: {
      'hop=none': {
        hop: null,
        forge: { env: { TARGET: '{nginx.url}/hooks' } },
        failsOn: ['lost', 'retried with a reason'],
      },
    },
  },
  async ({ webhooks, faults, observe, check, precondition, time }) => {
    const load = webhooks.load({ count: 60, every: '100ms' })
    await time.somewhereIn('1s')
    // A head and a bit of body, then nothing for longer than the second that nginx waits.
    const slow = await faults.trickle(webhooks.farLink, { bytes: 600, every: '1500ms' })
    const sent = await load.ended
    await slow.heal()
    await webhooks.drained({ giveUpAfter: '30s' })

    precondition('sent', observe.sent(sent)).is(60)
    precondition('answered 408 by nginx', observe.answers(408, sent)).atLeast(1)
    check('lost', observe.lost(sent)).is(0)
    // nginx logs 408 and hangs up; a sender hears no more than that.
    check('retried with a reason', observe.retried(sent, webhooks.hungUp)).atLeast(1)
    check('duplicated effects', observe.duplicated(sent)).is(0)
  },
)
