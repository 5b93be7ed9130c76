import { type Env, type OptionsOf, optionsToEnv, parseCommon, parseOptions, redisUrl } from '../env.ts'

/** The forms of the receiver. The first value is the fixed form. */
export const receiverOptionValues = {
  /** `none`: a delivery that comes twice takes effect twice. */
  idempotency: ['by-key', 'none'],
} as const

export type ReceiverOptions = OptionsOf<typeof receiverOptionValues>

export interface ReceiverConfig {
  readonly host: string
  readonly port: number
  /** The receiver's own store, which outlives it. */
  readonly redisUrl: string
  readonly options: ReceiverOptions
}

/** @throws ConfigError that names the variable and what it takes. */
export function parseReceiverConfig(env: Env): ReceiverConfig {
  const { host, port } = parseCommon(env)
  return {
    host,
    port,
    redisUrl: redisUrl(env),
    options: parseOptions(env, receiverOptionValues),
  }
}

/** The environment that gives a receiver these forms. */
export function receiverOptionsEnv(options: Partial<ReceiverOptions>): Record<string, string> {
  return optionsToEnv(options)
}
