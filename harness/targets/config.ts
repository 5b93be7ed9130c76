import type { ConfigInput } from './schema.ts'

export { issuedBy } from './issued-by.ts'
export type { ConfigInput, Leftovers, TokenRequest } from './schema.ts'
export type TargetInput = NonNullable<ConfigInput['targets']>[string]

/**
 * The default export of `gameday.config.ts`: where scenarios and reports are, defaults of options, targets. Only gives the file its
 * types; what is written in it is checked when it is loaded.
 */
export const defineConfig = (config: ConfigInput): ConfigInput => config
