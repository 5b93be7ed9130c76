import { httpUrl } from '../env.ts'
import { scaleWebhookConstants } from '../hook-relay/constants.ts'
import { defineServiceConfig } from '../service-config.ts'

export type ForgeConfig = ReturnType<typeof parseForgeConfig>

export const { parse: parseForgeConfig } = defineServiceConfig({
  options: {},
  own: (env, timeScale) => ({
    /** Where webhooks go: the hop, or the receiver itself. */
    target: new URL(httpUrl(env, 'TARGET', '/hooks')),
    constants: scaleWebhookConstants(timeScale),
  }),
})
