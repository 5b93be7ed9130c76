import { scenario, webhookDelivery } from '../../harness/scenario.ts'

scenario(
  'webhook/receiver-down',
  {
    title: 'webhooks wait for a receiver that is away',
    hypothesis:
      'While the receiver is down the hop keeps what the forge sends; when it is back everything is delivered soon, in ' +
      'the order of each repository.',
    source: 'outage: CI server down during a release; its builds were never started',
    headline: 'lost',
    system: webhookDelivery(),
    broken: {
      'hop=naive': { hop: { env: { HOP: 'naive' } }, failsOn: ['lost'] },
      'order=none': { hop: { env: { ORDER: 'none' } }, failsOn: ['out of order'] },
      'idempotency=key-first': { receiver: { env: { IDEMPOTENCY: 'key-first' } }, failsOn: ['lost'] },
      'idempotency=none': { receiver: { env: { IDEMPOTENCY: 'none' } }, failsOn: ['duplicated effects'] },
      'open-max=2': { hop: { env: { CONSTANTS: '{"openMax":2}' } }, failsOn: ['drained after return'] },
      'backoff-ceiling=50ms': {
        hop: { env: { CONSTANTS: '{"backoffCeilingMs":50}' } },
        failsOn: ['pauses between attempts differ from the declared by'],
      },
      'backoff-ceiling=6s': {
        hop: { env: { CONSTANTS: '{"backoffCeilingMs":6000}' } },
        failsOn: ['pauses between attempts differ from the declared by'],
      },
      'answers=one-in-twenty-fails (hop)': {
        hop: { env: { ANSWERS: 'one-in-twenty-fails' } },
        failsOn: ['webhooks refused without a fault'],
      },
      'answers=one-in-twenty-fails (receiver)': {
        receiver: { env: { ANSWERS: 'one-in-twenty-fails' } },
        failsOn: ['attempts failed without a fault'],
      },
    },
  },
  async ({ webhooks, faults, observe, check, precondition, time }) => {
    const load = webhooks.load({ count: 200, every: '200ms' })
    await time.pass('2s')
    await time.somewhereIn('2s')
    // Answers that come after the hop has given an attempt up: what the receiver has acted on comes again, to its next life.
    const late = await faults.latency(webhooks.receiverLink, { delay: '5s', direction: 'answers' })
    await webhooks.acted()
    await webhooks.attempted()
    const { at: down } = await faults.kill(webhooks.receiver)
    await time.pass('10s')
    await late.heal()
    const { acceptingAt: since } = await webhooks.receiver.restart({ after: '30s' })
    const sent = await load.ended
    const until = await webhooks.drained({ giveUpAfter: '60s' })

    precondition('sent', observe.sent(sent)).is(200)
    precondition(
      'kills while deliveries were under way',
      observe.endsMidDelivery(webhooks.receiver, sent),
    ).is(1)
    precondition('repetitions that the receiver knew', observe.suppressed(sent, since)).atLeast(1)
    check('lost', observe.lost(sent)).is(0)
    check('out of order', observe.outOfOrder(sent)).is(0)
    check('duplicated effects', observe.duplicated(sent)).is(0)
    check('drained after return', observe.drained({ since, until })).atMost('30s', {
      work: observe.drainingWork(since),
    })
    // Ceiling 2 s: pauses of 1 to 2 s.
    check(
      'pauses between attempts differ from the declared by',
      observe.attemptPauseOff({ since: down, until: since }),
    ).atMost('650ms')
  },
)
