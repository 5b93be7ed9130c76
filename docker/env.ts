/** A setting of the environment that a service cannot start with. Printed as one line; exit code 64. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}

export type Env = Readonly<Record<string, string | undefined>>

/** Names and allowed values of a service's options; the first value of each is the default. */
export type OptionTable = Readonly<Record<string, readonly [string, ...string[]]>>

export type OptionsOf<T extends OptionTable> = { -readonly [K in keyof T]: T[K][number] }

/** The environment variable of an option: `directoryDeadline` is read from `DIRECTORY_DEADLINE`. */
export function envName(option: string): string {
  return option.replace(/(?<=[a-z])(?=[A-Z0-9])/g, '_').toUpperCase()
}

/** @throws ConfigError on a value that the table does not list. */
export function parseOptions<T extends OptionTable>(env: Env, table: T): OptionsOf<T> {
  const chosen = Object.entries(table).map(([option, allowed]) => [
    option,
    choice(env, envName(option), allowed),
  ])
  return Object.fromEntries(chosen) as OptionsOf<T>
}

/** The environment variables that make a service parse the given options. */
export function optionsToEnv(options: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(options).map(([option, value]) => [envName(option), value]))
}

function choice(env: Env, name: string, allowed: readonly [string, ...string[]]): string {
  const value = env[name] || allowed[0]
  if (allowed.includes(value)) return value
  throw new ConfigError(`${name}=${JSON.stringify(value)} is unknown: use one of ${allowed.join(', ')}`)
}

/** @throws ConfigError when the variable is missing, empty, or does not match. */
export function required(env: Env, name: string, pattern = /./, example = 'a value'): string {
  const value = env[name]
  if (!value) throw new ConfigError(`${name} is not set: give it ${example}`)
  if (!pattern.test(value)) throw new ConfigError(`${name} is malformed: give it ${example}`)
  return value
}

/** @throws ConfigError when `REDIS_URL` is missing or no such URL. */
export const redisUrl = (env: Env): string =>
  required(env, 'REDIS_URL', /^rediss?:\/\//, 'a URL such as redis://127.0.0.1:6379')

/** @throws ConfigError when the variable is missing or not plain HTTP; `path` completes the example. */
export const httpUrl = (env: Env, name: string, path = ''): string =>
  required(env, name, /^http:\/\//, `a URL such as http://127.0.0.1:8080${path}`)

/** The same, or over TLS. */
export const webUrl = (env: Env, name: string, path = ''): string =>
  required(env, name, /^https?:\/\//, `a URL such as https://127.0.0.1:8443${path}`)

/** A number from the environment within [min, max]. @throws ConfigError otherwise. */
export function number(
  env: Env,
  name: string,
  limits: { min: number; max: number; integer?: boolean; fallback?: number },
): number {
  const text = env[name]
  if (!text && limits.fallback !== undefined) return limits.fallback
  const value = Number(text || Number.NaN)
  const fits = value >= limits.min && value <= limits.max && (!limits.integer || Number.isInteger(value))
  if (fits) return value
  const kind = limits.integer ? 'a whole number' : 'a number'
  throw new ConfigError(
    `${name}=${JSON.stringify(text ?? '')} does not fit: give it ${kind} from ${limits.min} to ${limits.max}`,
  )
}

/** What every service reads: where it listens (`PORT=0` takes any free port) and the factor of its durations. */
export function parseCommon(env: Env): { host: string; port: number; timeScale: number } {
  return {
    host: env.HOST || '127.0.0.1',
    port: number(env, 'PORT', { min: 0, max: 65_535, integer: true }),
    timeScale: parseTimeScale(env),
  }
}

/** The factor of every duration: 1 in production, 0.1 compressed. */
export function parseTimeScale(env: Env): number {
  return number(env, 'TIME_SCALE', { min: 0.001, max: 1_000, fallback: 1 })
}

/**
 * Constants of a service that differ from the declared table, as JSON in `CONSTANTS`: `{"attemptsMax":3}`, in scenario time. What somebody
 * changed in one place and not in the other.
 * @throws ConfigError when it is no such object, or names a constant that the table does not have
 */
export function withOverrides<T extends Readonly<Record<string, number>>>(env: Env, table: T): T {
  const own = JSON.parse(env.CONSTANTS || '{}') as Record<string, number>
  const wrong = Object.entries(own).find(([name, value]) => !(name in table) || typeof value !== 'number')
  if (wrong) throw new ConfigError(`CONSTANTS: ${wrong[0]} is no constant of this service, or no number`)
  return { ...table, ...own }
}

/** The environment that gives a service constants other than the declared ones. */
export const constantsEnv = (own: Readonly<Record<string, number>> | undefined): Record<string, string> =>
  own ? { CONSTANTS: JSON.stringify(own) } : {}
