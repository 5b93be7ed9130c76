import { ConfigError, number } from '../env.ts'
import { reasonOf } from '../relay/log.ts'
import { defineServiceConfig } from '../service-config.ts'
import { parseRules } from './rules.ts'
import type { Rule } from './wire.ts'

export type ScriptedApiConfig = ReturnType<typeof parseScriptedApiConfig>

export const { parse: parseScriptedApiConfig } = defineServiceConfig({
  options: {},
  own: (env) => ({
    /** Where rules are replaced and requests are read, so that neither is counted nor goes through a link. */
    controlPort: number(env, 'CONTROL_PORT', { min: 0, max: 65_535, integer: true }),
    rules: rulesOf(env.RULES || '[]'),
  }),
})

function rulesOf(text: string): readonly Rule[] {
  try {
    return parseRules(JSON.parse(text))
  } catch (error) {
    throw new ConfigError(`RULES is malformed: ${reasonOf(error)}`)
  }
}
