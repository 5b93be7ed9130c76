/** What may be wrong with a certificate that a server presents, in the words of badssl.com. */
export const flaws = ['expired', 'not-yet-valid', 'wrong-host', 'untrusted-root', 'self-signed'] as const

export type Flaw = (typeof flaws)[number]

/** Name of what a service presents while nothing is wrong. */
export const GOOD = 'good'
