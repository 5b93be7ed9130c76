import { scenario, webhookDelivery } from '../../harness/scenario.ts'

scenario(
  'webhook/receiver-down',
  {
    title: 'webhooks wait for a receiver that is away',
    hypothesis:
      'While the receiver is down the hop keeps what the forge sends; when it is back everything is delivered soon, in ' +
      'the order of each repository.',
    source: 'outage: CI server down during a release; its builds were never started',
    system: webhookDelivery(),
    knownBad: {
      'hop=naive': { relay: { hop: 'naive' }, failsOn: ['lost'] },
      'order=none': { relay: { order: 'none' }, failsOn: ['out of order'] },
    },
  },
  async ({ webhooks, faults, observe, check, time }) => {
    const load = webhooks.load({ count: 200, every: '200ms' })
    await time.pass('2s')
    await time.somewhereIn('2s')
    await faults.kill(webhooks.receiver)
    const { acceptingAt: since } = await webhooks.receiver.restart({ after: '30s' })
    const sent = await load.ended
    const until = await webhooks.drained({ giveUpAfter: '60s' })

    check('sent', observe.sent(sent)).is(200)
    check('lost', observe.lost(sent)).is(0)
    check('out of order', observe.outOfOrder(sent)).is(0)
    check('duplicated effects', observe.duplicated(sent)).is(0)
    check('drained after return', observe.drained({ since, until })).atMost('30s', { allowance: '500ms' })
  },
)
