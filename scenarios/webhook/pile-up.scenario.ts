import { scenario, webhookDelivery } from '../../harness/scenario.ts'

scenario(
  'webhook/pile-up',
  {
    title: 'a receiver that never answers does not hold up the forge',
    hypothesis:
      'While the receiver accepts and never answers, the forge is acknowledged as fast as ever, no more deliveries are under ' +
      'way than the bound allows, and what is given up says why; everything else is delivered soon after it answers again.',
    source:
      'outage: each delivery tied a worker of the hop until all waited and new webhooks queued behind them',
    headline: 'acknowledgement p99',
    // More of them than deliveries that may be under way: some always wait for their turn.
    system: webhookDelivery({ repositories: 40 }),
    // Acknowledgements are timed to some ms: p99 is 13 to 26 ms alone, 30 to 42 beside one other of this kind, and came to 124 beside three others.
    exclusive: true,
    broken: {
      'hop=naive': {
        hop: { env: { HOP: 'naive' } },
        failsOn: ['acknowledgement p99', 'dead letters with a reason'],
      },
      'dead-letters=without-reason': {
        hop: { env: { DEAD_LETTERS: 'without-reason' } },
        failsOn: ['dead letters without a reason', 'dead letters that do not say what came last'],
      },
      'dead-letters=not-kept': {
        hop: { env: { DEAD_LETTERS: 'not-kept' } },
        failsOn: ['given up and not kept', 'dead letters with a reason'],
      },
      'attempts=3': {
        hop: { env: { CONSTANTS: '{"attemptsMax":3}' } },
        failsOn: ['attempts before giving up'],
      },
      'attempt-timeout=3s': {
        hop: { env: { CONSTANTS: '{"attemptTimeoutMs":3000}' } },
        failsOn: ['attempt timeouts differ from the declared by'],
      },
      'concurrency=unbounded': { hop: { env: { CONCURRENCY: 'unbounded' } }, failsOn: ['open deliveries'] },
    },
    deadline: '300s',
  },
  async ({ webhooks, faults, observe, check, precondition, time }) => {
    await time.somewhereIn('2s')
    const stuck = await faults.hang(webhooks.receiverLink)
    const load = webhooks.load({ count: 200, every: '200ms' })
    // What is under way first fails in another way than what follows, so that a reason that is not of the last attempt shows.
    await webhooks.attempted()
    await time.pass('500ms')
    await faults.reset(webhooks.farLink)
    const sent = await load.ended
    const until = await webhooks.givenUp({ count: 3, giveUpAfter: '150s' })
    await stuck.heal()
    const healed = await time.pass('0s')
    const drained = await webhooks.drained({ giveUpAfter: '60s' })

    const throughout = { since: sent.since, until }
    precondition('sent', observe.sent(sent)).is(200)
    check('acknowledgement p99', observe.acknowledgement(sent)).atMost('200ms', {
      work: webhooks.acknowledgeWork,
    })
    check('open deliveries', observe.openDeliveries(throughout)).atMost(webhooks.openMax)
    check('dead letters with a reason', observe.deadLetters(throughout, 'given')).atLeast(1)
    check('dead letters without a reason', observe.deadLetters(throughout, 'missing')).is(0)
    check(
      'dead letters that do not say what came last',
      observe.deadLettersOtherwise(throughout, webhooks.timedOut),
    ).is(0)
    check('given up and not kept', observe.deadLettersMissing(throughout)).is(0)
    check('drained after return', observe.drained({ since: healed, until: drained })).atMost('30s', {
      work: observe.drainingWork(healed),
    })
    check('attempts before giving up', observe.attemptsOfDead()).is(webhooks.attemptsMax)
    // Of two seconds: one that waits for three is called, and one that gives up after one.
    check('attempt timeouts differ from the declared by', observe.attemptTimeoutOff(throughout)).atMost(
      '800ms',
    )
  },
)
