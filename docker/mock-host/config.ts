import { type Env, number, type OptionsOf } from '../env.ts'
import { scaleConstants } from '../relay/constants.ts'
import { defineServiceConfig } from '../service-config.ts'
import { certificateOptionValues, trustOptions } from '../tls-client.ts'

/**
 * The variants of a host. The first value of each is the current version; every other one is a broken variant. Read from the environment:
 * `backoffReset` from `BACKOFF_RESET`. (`BACKOFF_CEILING_MS=30000` and `BACKOFF_BASE_MS=4000` are two more broken variants.)
 */
export const hostOptionValues = {
  watchdog: ['on', 'none'],
  /** `none`: every delay is the full one, so hosts that lost a relay together come back together. */
  hostJitter: ['on', 'none'],
  /**
   * `on-open`: the attempt counter is reset by the upgrade, even if the relay then turns the host away. `on-connect`: by a TCP connection already, even
   * if the host then refuses the relay's certificate.
   */
  backoffReset: ['stable', 'on-open', 'on-connect'],
  /** After a close 1000 "replaced": back off at the ceiling, come back as after a clean close, or stay away. */
  replaced: ['ceiling', 'reconnects', 'gives-up'],
  /** How a host leaves a socket by its own wish: abandons it, or waits for the answer to its close frame. */
  close: ['abandons', 'waits-for-reply'],
  /** `ignored`: an older host, which does not know the notice and leaves when its tunnel is closed. A good one, too. */
  drainNotice: ['obeyed', 'ignored'],
  /** `on`: takes close 1001 for a drain. */
  resetOn1001: ['off', 'on'],
  /** `yes`: each ping becomes an event. A good one, too. */
  tellsPings: ['no', 'yes'],
  certificates: certificateOptionValues,
  /** After a certificate that it has refused: dial again as after any other failure, or stay away, as if no time could mend it. */
  badCertificate: ['backs-off', 'gives-up'],
} as const

export type HostOptions = OptionsOf<typeof hostOptionValues>

export type HostConfig = ReturnType<typeof parseHostConfig>

const config = defineServiceConfig({
  options: hostOptionValues,
  own: (env, timeScale) => {
    const ceilingMs = number(env, 'BACKOFF_CEILING_MS', { min: 1, max: 3_600_000, fallback: -1 })
    const baseMs = number(env, 'BACKOFF_BASE_MS', { min: 1, max: 3_600_000, fallback: -1 })
    return {
      /** Seeds the jitter of every host, together with its id. */
      seed: env.HOST_SEED || '1',
      constants: scaleConstants(timeScale, {
        ...(ceilingMs > 0 ? { backoffCeilingMs: ceilingMs } : {}),
        ...(baseMs > 0 ? { backoffBaseMs: baseMs } : {}),
      }),
    }
  },
})

/** @throws ConfigError for a setting with which it cannot start */
export function parseHostConfig(env: Env) {
  const parsed = config.parse(env)
  return { ...parsed, tls: trustOptions(env, 'RELAY_CA', parsed.options.certificates) }
}

/** The environment that gives a mock-host process these variants. Milliseconds are scenario time. */
export function hostOptionsEnv({
  backoffCeilingMs,
  backoffBaseMs,
  ...options
}: Partial<HostOptions> & { backoffCeilingMs?: number; backoffBaseMs?: number }): Record<string, string> {
  return {
    ...config.optionsEnv(options),
    ...(backoffCeilingMs === undefined ? {} : { BACKOFF_CEILING_MS: String(backoffCeilingMs) }),
    ...(backoffBaseMs === undefined ? {} : { BACKOFF_BASE_MS: String(backoffBaseMs) }),
  }
}
