import { type Env, redisUrl, webUrl } from '../env.ts'
import { defineServiceConfig } from '../service-config.ts'
import { certificateOptionValues, trustOptions } from '../tls-client.ts'
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
  /** `without-reason`: why a delivery was given up is logged and not kept with it. `not-kept`: all that is left of it is the log. */
  deadLetters: ['with-reason', 'without-reason', 'not-kept'],
  /** What an answer other than 2xx is taken for. `none-again`: as final, whatever it says. `every-one-again`: as a reason to try again. */
  statuses: ['by-kind', 'none-again', 'every-one-again'],
  /** `resolved-once`: the address of the target is kept for ever once it is known. */
  names: ['resolved', 'resolved-once'],
  certificates: certificateOptionValues,
  /** `one-in-twenty-fails`: answers 503 to every twentieth webhook, whatever happens besides. */
  answers: ['all', 'one-in-twenty-fails'],
} as const

export type HookRelayConfig = ReturnType<typeof parseHookRelayConfig>

const { parse } = defineServiceConfig({
  options: hookRelayOptionValues,
  own: (env, timeScale) => ({
    redisUrl: redisUrl(env),
    /** Where deliveries go. */
    target: new URL(webUrl(env, 'TARGET', '/hooks')),
    /** Seeds the jitter of the backoff. */
    seed: env.HOP_SEED || '1',
    constants: scaleWebhookConstants(timeScale, env),
  }),
})

/** @throws ConfigError for a setting with which it cannot start */
export function parseHookRelayConfig(env: Env) {
  const config = parse(env)
  return { ...config, tls: trustOptions(env, 'TARGET_CA', config.options.certificates) }
}
