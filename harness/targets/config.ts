import type { ConfigInput } from './schema.ts'

export { issuedBy } from './issued-by.ts'
export type { ConfigInput, Leftovers, TokenRequest } from './schema.ts'
export type TargetInput = ConfigInput['targets'][string]

/**
 * Describes targets: the default export of `gameday.config.ts`. Only gives the file its types; what is written in it is
 * checked when it is loaded.
 */
export const defineConfig = (config: ConfigInput): ConfigInput => config
