import { redisUrl } from '../env.ts'
import { scaleWebhookConstants } from '../hook-relay/constants.ts'
import { defineServiceConfig } from '../service-config.ts'

/** The variants of the receiver. The first value is the current version. */
const receiverOptionValues = {
  /** `none`: a delivery that comes twice takes effect twice. `key-first`: the key is remembered before the build is started. */
  idempotency: ['by-key', 'none', 'key-first'],
  /** `one-in-twenty-fails`: answers 500 to every twentieth delivery, whatever happens besides. */
  answers: ['all', 'one-in-twenty-fails'],
} as const

export type ReceiverConfig = ReturnType<typeof parseReceiverConfig>

export const { parse: parseReceiverConfig } = defineServiceConfig({
  options: receiverOptionValues,
  own: (env, timeScale) => ({
    /** The receiver's own store, which outlives it. */
    redisUrl: redisUrl(env),
    constants: scaleWebhookConstants(timeScale, env),
  }),
})
