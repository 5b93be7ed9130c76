import { type OptionsOf, redisUrl } from '../env.ts'
import { scaleWebhookConstants } from '../hook-relay/constants.ts'
import { defineServiceConfig } from '../service-config.ts'

/** The variants of the receiver. The first value is the current version. */
export const receiverOptionValues = {
  /** `none`: a delivery that comes twice takes effect twice. `key-first`: the key is remembered before the build is started. */
  idempotency: ['by-key', 'none', 'key-first'],
  /** `one-in-twenty-fails`: answers 500 to every twentieth delivery, whatever happens besides. */
  answers: ['all', 'one-in-twenty-fails'],
} as const

export type ReceiverOptions = OptionsOf<typeof receiverOptionValues>

export type ReceiverConfig = ReturnType<typeof parseReceiverConfig>

export const { parse: parseReceiverConfig, optionsEnv: receiverOptionsEnv } = defineServiceConfig({
  options: receiverOptionValues,
  own: (env, timeScale) => ({
    /** The receiver's own store, which outlives it. */
    redisUrl: redisUrl(env),
    constants: scaleWebhookConstants(timeScale, env),
  }),
})
