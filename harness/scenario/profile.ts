import { UsageError } from '../errors.ts'

/**
 * A profile turns scenario time (the durations of the design and of the scenarios) into real time by one factor.
 * Process start, TCP and CPU work do not scale; limits that contain them carry an unscaled allowance.
 */
export const profiles = { production: 1, compressed: 0.1 } as const

export type ProfileName = keyof typeof profiles

/** Real time = scenario time × factor, for a scenario of this system: programs that do not know the factor run in real time. */
export const factorOf = (profile: ProfileName, { realTime }: { readonly realTime?: boolean }): number =>
  realTime ? 1 : profiles[profile]

/** @throws UsageError when there is no such profile */
export function parseProfile(name: string): ProfileName {
  if (Object.hasOwn(profiles, name)) return name as ProfileName
  throw new UsageError(
    `profile ${JSON.stringify(name)} is unknown: choose ${Object.keys(profiles).join(' or ')}`,
  )
}
