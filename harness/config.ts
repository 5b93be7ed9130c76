/** The door for configuration files: `gameday/config`. */
import type { ConfigInput } from './targets/schema.ts'

export { issuedBy } from './systems/relay-fleet/target/issued-by.ts'
export type { Leftovers, TokenRequest } from './systems/relay-fleet/target/schema.ts'
export type { ConfigInput } from './targets/schema.ts'
export type { TargetInput } from './targets/target.ts'

/**
 * The default export of `gameday.config.ts`: where scenarios and reports are, defaults of options, targets. Only gives the file its
 * types; what is written in it is checked when it is loaded.
 */
export const defineConfig = (config: ConfigInput): ConfigInput => config
