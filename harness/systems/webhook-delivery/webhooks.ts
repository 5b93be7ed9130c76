import { webhookConstants } from '../../../docker/hook-relay/constants.ts'
import {
  type Duration,
  HarnessError,
  type Link,
  type Member,
  type MetricRef,
  metric,
  now,
  parseDuration,
  type Running,
  type Window,
} from '../../door.ts'
import type { DeliveryTracker } from './delivery-tracker.ts'
import type { Forge } from './forge.ts'

export interface Load {
  /** Resolves when every webhook has been answered or given up by the forge. */
  readonly ended: Promise<Window>
  /** Sends no more, and waits for the answers. */
  stop(): Promise<Window>
}

export interface LoadOptions {
  /** Scenario time from one webhook to the next; the repositories take turns. */
  readonly every: Duration
  /** Default: until it is stopped. */
  readonly count?: number
}

/** Webhook delivery as scenarios see it. */
export interface Webhooks {
  /** @throws HarnessError in the variant without a hop */
  readonly hop: Member
  readonly receiver: Member
  /** Ends TLS at the far end. @throws HarnessError in a system without `tls` */
  readonly edge: Member
  /** The way to the far end: taken by the hop, and by the forge where there is none. */
  readonly farLink: Link
  /** From the proxy at the far end to the receiver. */
  readonly receiverLink: Link
  /** The work of one acknowledgement, which no profile makes shorter: the slowest one in the steady state, where 20 come 2 ms apart. */
  readonly acknowledgeWork: MetricRef
  /** Reasons of the hop: nobody answered in time; the connection was closed without an answer. */
  readonly timedOut: string
  readonly hungUp: string
  /** Deliveries that the hop may have under way at once. */
  readonly openMax: number
  /** Attempts that may count against a delivery. */
  readonly attemptsMax: number
  load(options: LoadOptions): Load
  /**
   * Waits until the hop has ended everything that it took, at most `giveUpAfter`, and reads the stores. Resolves with the moment at which the
   * wait ended (ns).
   */
  drained(options: { readonly giveUpAfter: Duration }): Promise<number>
  /** Waits until the hop has given up `count` deliveries, at most `giveUpAfter`. */
  givenUp(options: { readonly count: number; readonly giveUpAfter: Duration }): Promise<number>
  /**
   * Waits until the hop is in the middle of a delivery; with `queued`, until so many wait besides that were acknowledged and that nobody
   * has attempted yet. At most half a minute: what was there at a kill is a precondition of the scenario, read from the journal.
   */
  midDelivery(options?: { readonly queued?: number }): Promise<void>
  /** Waits until an attempt begins: for half a second from then its delivery is in the receiver's hands. At most half a minute. */
  attempted(): Promise<void>
  /** Waits until the receiver has acted on one more delivery, at most half a minute. */
  acted(): Promise<void>
}

export interface WebhookParts {
  readonly running: Running
  readonly tracker: DeliveryTracker
  readonly forge: Forge
  readonly repositories: readonly string[]
  /** Journals what the stores of hop and receiver have. */
  readonly readStores: () => Promise<void>
}

const midDeliveryWithin = '30s'

export function createWebhooks(parts: WebhookParts): Webhooks {
  const { running, tracker, forge, repositories, readStores } = parts
  const until = async (condition: () => boolean, giveUpAfter: Duration) => {
    await running.until(condition, giveUpAfter)
    return now()
  }
  const { hop, receiver, edge } = running.services as Readonly<Record<string, Member>>
  return {
    get hop() {
      if (!hop) throw new HarnessError('this variant has no hop')
      return hop
    },
    receiver: receiver!,
    get edge() {
      if (!edge) throw new HarnessError('this system has no TLS edge: webhookDelivery({ tls: true }) has one')
      return edge
    },
    farLink: running.link(hop ? 'hop' : 'forge', edge ? 'edge' : 'nginx'),
    receiverLink: running.link('nginx', 'receiver'),
    acknowledgeWork: metric('work-of-answering', { probe: 'webhook' }),
    timedOut: 'i/o timeout',
    hungUp: 'closed without an answer',
    openMax: webhookConstants.openMax,
    attemptsMax: webhookConstants.attemptsMax,
    load: ({ every, count = 0 }) => {
      const since = now()
      const order = { count, everyMs: parseDuration(every) * running.factor, repositories }
      const ended = forge.load(order).then(() => ({ since, until: now() }))
      // Awaited by the scenario, sooner or later; until then a failure has nobody to tell.
      ended.catch(() => {})
      return {
        ended,
        stop: async () => {
          await forge.stop()
          return ended
        },
      }
    },
    drained: async ({ giveUpAfter }) => {
      const at = await until(() => tracker.waiting.size === 0, giveUpAfter)
      // Now: what comes later, from the steady state after it, may wake what would have waited for ever.
      await readStores()
      return at
    },
    givenUp: ({ count, giveUpAfter }) => until(() => tracker.givenUp >= count, giveUpAfter),
    midDelivery: async ({ queued = 0 } = {}) => {
      await until(() => tracker.isMidDelivery(queued), midDeliveryWithin)
    },
    attempted: async () => {
      const before = tracker.attempts
      await until(() => tracker.attempts > before, midDeliveryWithin)
    },
    acted: async () => {
      const before = tracker.effects.size
      await until(() => tracker.effects.size > before, midDeliveryWithin)
    },
  }
}
