import type { HookRelayConfig } from './config.ts'
import type { Hop } from './hop.ts'
import { note } from './note.ts'
import { type Outcome, post } from './post.ts'
import { judge, reasonOf } from './retry.ts'
import { Slots } from './slots.ts'
import type { Delivery } from './wire.ts'

/**
 * Known-bad form: a few blocking workers, nothing stored. A worker that has acknowledged goes on to deliver, and takes the next
 * request when it has done so; requests wait for a free worker.
 */
export function naiveHop(config: HookRelayConfig): Hop {
  const { constants } = config
  const workers = new Slots(constants.naiveWorkers)
  return {
    take: (delivery) =>
      new Promise((acknowledge) => {
        void workers.use(async () => {
          note(delivery, 'accepted')
          acknowledge(202)
          await deliver(delivery)
        })
      }),
  }

  async function deliver(delivery: Delivery): Promise<void> {
    let outcome: Outcome = { error: 'not tried' }
    for (let attempt = 1; attempt <= constants.naiveAttempts; attempt++) {
      note(delivery, 'attempt', { attempt })
      outcome = await post(config, delivery, constants.attemptTimeoutMs)
      if (judge(outcome) === 'delivered') return note(delivery, 'delivered', { attempt })
      note(delivery, 'failed', { attempt, reason: reasonOf(outcome) })
    }
    note(delivery, 'dropped', { reason: reasonOf(outcome) })
  }
}
