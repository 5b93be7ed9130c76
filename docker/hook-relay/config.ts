import { httpUrl, redisUrl } from '../env.ts'
import { defineServiceConfig } from '../service-config.ts'
import { scaleWebhookConstants } from './constants.ts'

/** The variants of the hop. The first value of each is the current version; every other one misbehaves in one way. */
const hookRelayOptionValues = {
  /**
   * `naive`: deliveries live in memory and tie one worker each until they end. `ack-before-store`: acknowledged at once,
   * written to the queue once in a while.
   */
  hop: ['stored', 'naive', 'ack-before-store'],
  /** `none`: deliveries of one repository overtake each other. */
  order: ['per-repository', 'none'],
  concurrency: ['bounded', 'unbounded'],
  /** `re-serialised`: what was JSON is parsed and written anew, and goes on as `application/json`. */
  body: ['as-sent', 're-serialised'],
  /** `empties`: a hop that starts clears away what a former life left in the queue. */
  start: ['takes-up', 'empties'],
  /** `without-reason`: why a delivery was given up is logged and not kept with it. */
  deadLetters: ['with-reason', 'without-reason'],
  /** `resolved-once`: the address of the target is kept for ever once it is known. */
  names: ['resolved', 'resolved-once'],
  /** `one-in-twenty-fails`: answers 503 to every twentieth webhook, whatever happens besides. */
  answers: ['all', 'one-in-twenty-fails'],
} as const

export type HookRelayConfig = ReturnType<typeof parseHookRelayConfig>

export const { parse: parseHookRelayConfig } = defineServiceConfig({
  options: hookRelayOptionValues,
  own: (env, timeScale) => ({
    redisUrl: redisUrl(env),
    /** Where deliveries go. */
    target: new URL(httpUrl(env, 'TARGET', '/hooks')),
    /** Seeds the jitter of the backoff. */
    seed: env.HOP_SEED || '1',
    constants: scaleWebhookConstants(timeScale, env),
  }),
})
