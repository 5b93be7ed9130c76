import { digestOf, ofText } from '../../../docker/hook-relay/wire.ts'
import { WARM } from '../../analysis/untouched-by.ts'
import { HarnessError } from '../../errors.ts'
import type { Journal } from '../../journal/writer.ts'
import { LogEvents } from '../../probes/log-events.ts'
import type { Service } from '../../runtime/runtime.ts'
import { settled } from '../../system/settle.ts'
import type { RunningSystem, System, SystemContext } from '../../system/system.ts'
import { answersIn } from './access-log.ts'
import { DeliveryTracker } from './delivery-tracker.ts'
import { connectForge } from './forge.ts'
import { observeWebhooks, type WebhookObservations } from './observe.ts'
import type { WebhookDeliveryOptions, WebhookDeliveryVariant } from './options.ts'
import { accessLog } from './proxy-conf.ts'
import { startServices } from './services.ts'
import { waitForSteady } from './steady.ts'
import { journalStores } from './stores.ts'
import { webhookTopology } from './topology.ts'
import { createWebhooks, type Webhooks } from './webhooks.ts'

export interface WebhookDeliveryFixtures {
  readonly webhooks: Webhooks
  readonly observe: WebhookObservations
}
/** Names of the checks that are made in every scenario. */
const standing = {
  webhooksRefused: 'webhooks refused without a fault',
  attemptsFailed: 'attempts failed without a fault',
  arrivedAltered: 'arrived otherwise than sent',
} as const

/** A forge, a store-and-forward hop with its queue in Redis, nginx and a CI server at the far end, and Toxiproxy on every link. */
export function webhookDelivery({
  repositories = 20,
}: WebhookDeliveryOptions = {}): System<WebhookDeliveryFixtures, WebhookDeliveryVariant> {
  return {
    name: 'webhook-delivery',
    hosts: () => 0,
    topology: () => webhookTopology,
    standingChecks: Object.values(standing),
    start: (context, variant) => startWebhooks(context, repositories, variant ?? {}),
  }
}

async function startWebhooks(
  context: SystemContext,
  count: number,
  variant: WebhookDeliveryVariant,
): Promise<RunningSystem<WebhookDeliveryFixtures>> {
  const { journal, runtime, factor, signal } = context
  const repositories = Array.from({ length: count }, (_, index) => `repository-${index + 1}`)
  const services = await startServices(context, variant)

  await using started = new AsyncDisposableStack()
  const logging = [services.forge, services.hop, services.nginx, services.receiver].filter(
    (service) => service !== undefined,
  )
  const probes = logging.map((service) => started.use(new LogEvents(service, journal)))
  const tracker = new DeliveryTracker()
  started.defer(journal.onEvent((event) => tracker.take(event)))
  const forge = connectForge(runtime.reach(services.forgeControl), signal)
  const observe = observeWebhooks(factor)
  const readStores = () =>
    journalStores(runtime.reach(services.redis), journal, (letter) => digestOf(ofText(letter)))
  const warm = () => journal.append({ kind: 'mark', name: WARM })
  const resources = started.move()
  return {
    fixtures: {
      webhooks: createWebhooks({ services, tracker, forge, repositories, factor, signal, readStores }),
      observe,
    },
    steady: (timeoutMs) => waitForSteady({ tracker, forge, repositories, factor, warm }, timeoutMs, signal),
    settle: async () => {
      await settled(signal)
      await journalAnswers(services.nginx, journal)
      await readStores()
    },
    standing: (check) => {
      check(standing.webhooksRefused, observe.refusedUntouched()).is(0)
      check(standing.attemptsFailed, observe.attemptsFailedUntouched()).is(0)
      check(standing.arrivedAltered, observe.altered()).is(0)
    },
    broken: Promise.race(probes.map(({ failed }) => failed)),
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  }
}

/** @throws HarnessError when the access log cannot be read: what nginx answered is then not known */
async function journalAnswers(nginx: Service, journal: Journal): Promise<void> {
  const { code, stdout, stderr } = await nginx.exec(['cat', `{files}/${accessLog}`])
  if (code !== 0) throw new HarnessError(`the access log of nginx cannot be read: ${stderr.trim()}`)
  journal.appendMany(answersIn(stdout, nginx.name))
}
