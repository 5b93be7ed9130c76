import type { Need } from './options.ts'

/** From where further programs of a target's hosts dial: links of their own, so that some are held while others go on. */
export const firstsRole = 'firsts'
export const secondsRole = 'seconds'

const roles: Partial<Record<Need, readonly string[]>> = {
  'registration-race': [secondsRole],
  'second-tunnels': [firstsRole, secondsRole],
  joining: [firstsRole, secondsRole],
}

/** Those that a scenario with these needs has with a target. */
export const furtherRoles = (needs: readonly Need[]): string[] => [
  ...new Set(needs.flatMap((need) => roles[need] ?? [])),
]
