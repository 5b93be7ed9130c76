import { scenario, webhookDelivery } from '../../harness/scenario.ts'

/** Of these the same request may come to something later. */
const passing = [408, 425, 429, 500, 503]

scenario(
  'webhook/receiver-refuses',
  {
    title: 'what passes is tried again, what is refused is given up',
    hypothesis:
      'A webhook that is answered with 408, 425, 429, 500 or 503 is sent again until it is taken; one that is answered with 410 is given ' +
      'up at once, and kept with the reason.',
    source:
      'a receiver that limited its requests for a minute; senders that took 429 for a refusal lost what they had',
    headline: 'lost',
    system: webhookDelivery(),
    broken: {
      'statuses=none-again': {
        hop: { env: { STATUSES: 'none-again' } },
        failsOn: ['lost', ...passing.map((status) => `sent again after ${status}`)],
      },
      'statuses=every-one-again': {
        hop: { env: { STATUSES: 'every-one-again' } },
        failsOn: ['refused with 410 and kept'],
      },
    },
  },
  async ({ webhooks, faults, observe, check, precondition, time }) => {
    const load = webhooks.load({ every: '100ms' })
    await time.somewhereIn('1s')
    for (const status of passing) {
      const answered = await faults.httpStatus(webhooks.farLink, { status })
      await webhooks.attempted()
      await time.pass('1s')
      await answered.heal()
    }
    const sent = await load.stop()
    await webhooks.drained({ giveUpAfter: '30s' })

    const refused = await faults.httpStatus(webhooks.farLink, { status: 410, first: 3 })
    const others = await webhooks.load({ count: 20, every: '100ms' }).ended
    await webhooks.givenUp({ count: 3, giveUpAfter: '10s' })
    await refused.heal()
    await webhooks.drained({ giveUpAfter: '30s' })

    precondition('sent', observe.sent(sent)).atLeast(50)
    check('lost', observe.lost(sent)).is(0)
    for (const status of passing)
      check(`sent again after ${status}`, observe.retried(sent, `status ${status}`)).atLeast(1)
    check('refused with 410 and kept', observe.deadLetters(others, 'given')).is(3)
  },
)
