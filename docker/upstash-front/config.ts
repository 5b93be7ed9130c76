import { redisUrl, required } from '../env.ts'
import { defineServiceConfig } from '../service-config.ts'

export type UpstashFrontConfig = ReturnType<typeof parseUpstashFrontConfig>

export const { parse: parseUpstashFrontConfig } = defineServiceConfig({
  options: {},
  own: (env) => ({
    redisUrl: redisUrl(env),
    /** The one bearer token that is let in; it may do everything. */
    token: required(env, 'UPSTASH_TOKEN', /^\S+$/, 'the token that clients present'),
  }),
})
