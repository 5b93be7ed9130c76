import { ConfigError, type Env, number, parseCommon } from '../env.ts'
import { reasonOf } from '../relay/log.ts'
import { parseRules } from './rules.ts'
import type { Rule } from './wire.ts'

export interface ScriptedApiConfig {
  readonly host: string
  readonly port: number
  /** Where rules are replaced and requests are read, so that neither is counted nor goes through a link. */
  readonly controlPort: number
  readonly rules: readonly Rule[]
}

/** @throws ConfigError that names the variable and what it takes. */
export function parseScriptedApiConfig(env: Env): ScriptedApiConfig {
  const { host, port } = parseCommon(env)
  const controlPort = number(env, 'CONTROL_PORT', { min: 0, max: 65_535, integer: true })
  return { host, port, controlPort, rules: rulesOf(env.RULES || '[]') }
}

function rulesOf(text: string): readonly Rule[] {
  try {
    return parseRules(JSON.parse(text))
  } catch (error) {
    throw new ConfigError(`RULES is malformed: ${reasonOf(error)}`)
  }
}
