import { scenario, webhookDelivery } from '../../harness/scenario.ts'

scenario(
  'webhook/bad-certificate',
  {
    title: 'webhooks wait while the receiver presents a bad certificate, and are handed to nobody',
    hypothesis:
      'While the receiver presents a certificate that is expired, for another host or of an unknown authority, the hop hands no webhook over and ' +
      'keeps what the forge sends; with a good one everything is delivered soon, in the order of each repository.',
    source:
      'known incidents: a certificate that nobody renewed, and a sender that had stopped to verify certificates since the last one',
    headline: 'bad certificates trusted',
    system: webhookDelivery({ tls: true, repositories: 10 }),
    broken: {
      'certificates=any': {
        hop: { env: { CERTIFICATES: 'any' } },
        failsOn: ['bad certificates trusted'],
      },
      'certificates=any-host': {
        hop: { env: { CERTIFICATES: 'any-host' } },
        failsOn: ['bad certificates trusted'],
      },
      'hop=naive': { hop: { env: { HOP: 'naive' } }, failsOn: ['lost'] },
      'order=none': { hop: { env: { ORDER: 'none' } }, failsOn: ['out of order'] },
    },
  },
  async ({ webhooks, faults, observe, check, precondition, time }) => {
    // They come for longer than all faults last, also where an engine takes 0.4 s of real time for each of them.
    const load = webhooks.load({ count: 200, every: '200ms' })
    await time.pass('2s')
    await time.somewhereIn('2s')
    const bad = { since: await time.pass('0s'), until: 0 }
    // All together shorter than the attempts last that a delivery has: twenty, most of them 1 to 2 s after the one before.
    for (const flaw of ['expired', 'wrong-host', 'untrusted-root'] as const) {
      await using _ = await faults.badCertificate(webhooks.edge, { flaw })
      await time.pass('3s')
    }
    const since = await time.pass('0s')
    bad.until = since
    const sent = await load.ended
    const until = await webhooks.drained({ giveUpAfter: '60s' })

    precondition('sent', observe.sent(sent)).is(200)
    check('bad certificates trusted', observe.badCertificatesTrusted(bad)).is(0)
    check('lost', observe.lost(sent)).is(0)
    check('out of order', observe.outOfOrder(sent)).is(0)
    check('duplicated effects', observe.duplicated(sent)).is(0)
    check('drained after the good certificate is back', observe.drained({ since, until })).atMost('30s', {
      work: observe.drainingWork(since),
    })
  },
)
