import { scenario, webhookDelivery } from '../../harness/scenario.ts'

scenario(
  'webhook/dns-stale',
  {
    title: 'webhooks follow a receiver that moves, as soon as DNS tells where',
    hypothesis:
      'When the receiver moves and DNS goes on answering with its old address, the hop keeps what the forge sends; once DNS tells the new ' +
      'address, everything is delivered there soon, in the order of each repository, and nothing is lost.',
    source:
      'known incident: a receiver moved, and its senders went on dialling the old address until they were restarted',
    headline: 'lost',
    system: webhookDelivery({ byName: true }),
    needs: ['names'],
    broken: {
      'names=resolved-once': { hop: { env: { NAMES: 'resolved-once' } }, failsOn: ['lost'] },
      'hop=naive': { hop: { env: { HOP: 'naive' } }, failsOn: ['lost'] },
      'order=none': { hop: { env: { ORDER: 'none' } }, failsOn: ['out of order'] },
    },
  },
  async ({ webhooks, faults, observe, check, precondition, time }) => {
    const load = webhooks.load({ count: 100, every: '200ms' })
    await time.pass('2s')
    await time.somewhereIn('2s')
    const stale = await faults.staleName(webhooks.hop, { name: 'ci.internal', link: webhooks.farLink })
    // Shorter than the attempts last that a delivery has: twenty, most of them 1 to 2 s after the one before.
    await time.pass('10s')
    await stale.heal()
    const since = await time.pass('0s')
    const sent = await load.ended
    const until = await webhooks.drained({ giveUpAfter: '60s' })

    precondition('sent', observe.sent(sent)).is(100)
    check('lost', observe.lost(sent)).is(0)
    check('out of order', observe.outOfOrder(sent)).is(0)
    check('duplicated effects', observe.duplicated(sent)).is(0)
    check('drained after DNS tells the new address', observe.drained({ since, until })).atMost('30s', {
      work: observe.drainingWork(since),
    })
  },
)
