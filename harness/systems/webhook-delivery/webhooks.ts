import { webhookConstants } from '../../../docker/hook-relay/constants.ts'
import { type Duration, parseDuration } from '../../duration.ts'
import { HarnessError } from '../../errors.ts'
import { now } from '../../journal/clock.ts'
import { type Link, linkBetween } from '../../runtime/links.ts'
import type { Window } from '../figure-ref.ts'
import { createMember, type Member } from '../member.ts'
import { waitUntil } from '../wait-until.ts'
import type { Board } from './board.ts'
import type { Forge } from './forge.ts'
import type { WebhookServices } from './services.ts'

export interface Load {
  /** Resolves when every webhook has been answered or given up by the forge. */
  readonly ended: Promise<Window>
  /** Sends no more, and waits for the answers. */
  stop(): Promise<Window>
}

export interface LoadOptions {
  /** System time from one webhook to the next; the repositories take turns. */
  readonly every: Duration
  /** Default: until it is stopped. */
  readonly count?: number
}

/** Webhook delivery as scenarios see it. */
export interface Webhooks {
  /** @throws HarnessError in the form without a hop */
  readonly hop: Member
  readonly receiver: Member
  /** The way to the far end: taken by the hop, and by the forge where there is none. */
  readonly farLink: Link
  /** From the proxy at the far end to the receiver. */
  readonly receiverLink: Link
  /**
   * Unscaled allowance for the work of one acknowledgement: two connections through a proxy, Redis, and whatever else the
   * machine does. Measured on 2 cores beside a second scenario, processes: p99 8 to 28 ms, single ones up to 104 ms.
   */
  readonly acknowledgeWork: Duration
  /** Deliveries that the hop may have under way at once. */
  readonly openMax: number
  load(options: LoadOptions): Load
  /** Waits until the hop has ended everything that it took, at most `giveUpAfter`. Resolves with the moment (ns). */
  drained(options: { readonly giveUpAfter: Duration }): Promise<number>
  /** Waits until the hop has given up `count` deliveries, at most `giveUpAfter`. */
  givenUp(options: { readonly count: number; readonly giveUpAfter: Duration }): Promise<number>
  /** Waits until the hop is in the middle of a delivery. @throws HarnessError when it is not for half a minute of system time */
  midDelivery(): Promise<void>
}

export interface WebhookParts {
  readonly services: WebhookServices
  readonly board: Board
  readonly forge: Forge
  readonly repositories: readonly string[]
  readonly factor: number
  readonly signal: AbortSignal
}

/** A delivery is under way for milliseconds. */
const pollMs = 2

const midDeliveryWithin = '30s'

export function createWebhooks(parts: WebhookParts): Webhooks {
  const { services, board, forge, repositories, factor, signal } = parts
  const until = async (condition: () => boolean, giveUpAfter: Duration) => {
    await waitUntil(condition, { limitMs: parseDuration(giveUpAfter) * factor, signal, pollMs })
    return now()
  }
  const receiver = createMember(services.receiver, factor, signal)
  const hop = services.hop && createMember(services.hop, factor, signal)
  return {
    get hop() {
      if (!hop) throw new HarnessError('this form has no hop')
      return hop
    },
    receiver,
    farLink: linkBetween(services.links, 'hop', 'nginx'),
    receiverLink: linkBetween(services.links, 'nginx', 'receiver'),
    acknowledgeWork: '100ms',
    openMax: webhookConstants.openMax,
    load: ({ every, count = 0 }) => {
      const since = now()
      const order = { count, everyMs: parseDuration(every) * factor, repositories }
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
    drained: ({ giveUpAfter }) => until(() => board.waiting.size === 0, giveUpAfter),
    givenUp: ({ count, giveUpAfter }) => until(() => board.givenUp >= count, giveUpAfter),
    midDelivery: async () => {
      await until(() => board.open.size > 0, midDeliveryWithin)
      if (board.open.size === 0)
        throw new HarnessError(`the hop began no delivery within ${midDeliveryWithin}`)
    },
  }
}
