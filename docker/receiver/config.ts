import { type Env, type OptionsOf, optionsToEnv, parseCommon, parseOptions, redisUrl } from '../env.ts'
import { scaleWebhookConstants, type WebhookConstants } from '../hook-relay/constants.ts'

/** The variants of the receiver. The first value is the current version. */
export const receiverOptionValues = {
  /** `none`: a delivery that comes twice takes effect twice. `key-first`: the key is remembered before the build is started. */
  idempotency: ['by-key', 'none', 'key-first'],
  /** `one-in-twenty-fails`: answers 500 to every twentieth delivery, whatever happens besides. */
  answers: ['all', 'one-in-twenty-fails'],
} as const

export type ReceiverOptions = OptionsOf<typeof receiverOptionValues>

export interface ReceiverConfig {
  readonly host: string
  readonly port: number
  /** The receiver's own store, which outlives it. */
  readonly redisUrl: string
  readonly options: ReceiverOptions
  readonly constants: WebhookConstants
}

/** @throws ConfigError that names the variable and what it takes. */
export function parseReceiverConfig(env: Env): ReceiverConfig {
  const { host, port, timeScale } = parseCommon(env)
  return {
    host,
    port,
    redisUrl: redisUrl(env),
    options: parseOptions(env, receiverOptionValues),
    constants: scaleWebhookConstants(timeScale, env),
  }
}

/** The environment that gives a receiver these variants. */
export function receiverOptionsEnv(options: Partial<ReceiverOptions>): Record<string, string> {
  return optionsToEnv(options)
}
