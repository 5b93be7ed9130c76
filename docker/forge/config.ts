import { type Env, httpUrl, parseCommon } from '../env.ts'
import { scaleWebhookConstants, type WebhookConstants } from '../hook-relay/constants.ts'

export interface ForgeConfig {
  /** Where it takes orders of the harness. */
  readonly host: string
  readonly port: number
  /** Where webhooks go: the hop, or the receiver itself. */
  readonly target: URL
  readonly constants: WebhookConstants
}

/** @throws ConfigError that names the variable and what it takes. */
export function parseForgeConfig(env: Env): ForgeConfig {
  const { host, port, timeScale } = parseCommon(env)
  return {
    host,
    port,
    target: new URL(httpUrl(env, 'TARGET', '/hooks')),
    constants: scaleWebhookConstants(timeScale),
  }
}
