import { type Env, type OptionsOf, type OptionTable, optionsToEnv, parseCommon, parseOptions } from './env.ts'

/** What every service of this folder knows of itself: where it listens, and which variant it is. */
export interface CommonConfig<O extends OptionTable> {
  readonly host: string
  readonly port: number
  readonly options: OptionsOf<O>
}

interface ServiceConfig<O extends OptionTable, Own> {
  /** @throws ConfigError that names the variable and what it takes */
  parse(env: Env): CommonConfig<O> & Own
  /** The environment that gives the service these variants. */
  optionsEnv(options: Partial<OptionsOf<O>>): Record<string, string>
}

/**
 * The configuration of a service, read from its environment.
 * @param options its variants; the first value of each is the current version
 * @param own what it reads besides; `timeScale` is the factor of its durations
 */
export function defineServiceConfig<const O extends OptionTable, Own extends object>({
  options,
  own,
}: {
  readonly options: O
  readonly own: (env: Env, timeScale: number) => Own
}): ServiceConfig<O, Own> {
  return {
    parse: (env) => {
      const { host, port, timeScale } = parseCommon(env)
      return { host, port, options: parseOptions(env, options), ...own(env, timeScale) }
    },
    optionsEnv: (chosen) => optionsToEnv(chosen as Record<string, string>),
  }
}
