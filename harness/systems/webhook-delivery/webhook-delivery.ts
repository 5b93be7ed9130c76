import { type Running, redis, type Service, system, UsageError } from '../../door.ts'
import { answersIn } from './access-log.ts'
import { DeliveryTracker } from './delivery-tracker.ts'
import './events/delivery-events.ts'
import { connectForge } from './forge.ts'
import { observeWebhooks } from './observe.ts'
import type { WebhookDeliveryOptions } from './options.ts'
import { printed } from './printed.ts'
import { accessLog, edge, forgeProgram, hopProgram, proxy, receiverProgram } from './programs.ts'
import { deliveryReaders, notReportedBy } from './reports.ts'
import { waitForSteady } from './steady.ts'
import { journalStores } from './stores.ts'
import { createWebhooks } from './webhooks.ts'

/**
 * A forge, a store-and-forward hop with its queue in Redis, nginx and a CI server at the far end, and Toxiproxy on every link. Hop, receiver and
 * sender may be programs of your own.
 * @throws UsageError for programs that can never work
 */
export function webhookDelivery(options: WebhookDeliveryOptions = {}) {
  refuseMistakes(options)
  const observe = observeWebhooks(1)
  const notReported = notReportedBy(options)
  return system('webhook-delivery', {
    scalable: true,
    ...(options.folder !== undefined && { folder: options.folder }),
    services: {
      forge: forgeProgram(options),
      hop: hopProgram(options),
      ...(options.tls && { edge }),
      redis: redis(),
      nginx: proxy,
      receiver: receiverProgram(options),
    },
    events: {
      probe: { from: 'forge', json: { msg: 'probe' } },
      delivery: deliveryReaders(options),
    },
    ...(notReported.length > 0 && { notReported }),
    standing: (check) => {
      check('webhooks refused without a fault', observe.refusedUntouched()).is(0)
      check('attempts failed without a fault', observe.attemptsFailedUntouched()).is(0)
      check('arrived otherwise than sent', observe.altered()).is(0)
    },
    extend: (running) => extend(running as unknown as Running, options, notReported),
  })
}

/** The load, the waits and the readings of stores that scenarios of this system have. */
function extend(running: Running, options: WebhookDeliveryOptions, notReported: readonly string[]) {
  const { factor, signal } = running
  const count = options.repositories ?? 20
  const repositories = Array.from({ length: count }, (_, index) => `repository-${index + 1}`)
  const tracker = new DeliveryTracker({
    tellsKept: !notReported.includes('kept'),
    tellsAttempts: !notReported.includes('attempt'),
  })
  running.onEvent((event) => tracker.take(event))
  const forge = connectForge(running.reach('forge'), signal)
  const readStores = () => journalStores(running, options, tracker)
  return {
    fixtures: {
      webhooks: createWebhooks({ running, tracker, forge, repositories, readStores }),
      observe: observeWebhooks(factor),
    },
    steady: (limitMs: number) => waitForSteady({ running, tracker, forge, repositories }, limitMs),
    settle: async () => {
      const { service } = running.services.nginx as { readonly service: Service }
      const log = await printed(service, ['cat', `{files}/${accessLog}`])
      for (const answer of answersIn(log, service.name, service.clock)) running.record(answer)
      await readStores()
    },
  }
}

/** Each way must be a link of its own, for faults to be put on it. */
function refuseMistakes({ repositories, hop, sender, tls }: WebhookDeliveryOptions): void {
  if (repositories !== undefined && !(Number.isInteger(repositories) && repositories > 0))
    throw new UsageError(
      `webhookDelivery({ repositories: ${repositories} }): give it a whole number from 1 on`,
    )
  const far = { hop: [hop, tls ? 'edge' : 'nginx'], sender: [sender, 'hop'] } as const
  for (const [name, [program, to]] of Object.entries(far))
    if (program && !JSON.stringify(program).includes(`{${to}`))
      throw new UsageError(
        `webhookDelivery({ ${name} }): it is not told where to send: mention {${to}.url} in its env or command`,
      )
}
