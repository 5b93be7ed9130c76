import type { Identity } from './auth.ts'

/** Enough for every host and client of the largest fleet that one relay serves. */
const capacity = 20_000

/**
 * Tokens whose signature has been checked. When all hosts of a fleet come back at once, checking the same tokens again is most
 * of what the relay would do.
 */
export class VerifiedTokens {
  readonly #entries = new Map<string, { identity: Identity; expiresAt: number }>()

  get(token: string): Identity | undefined {
    const entry = this.#entries.get(token)
    if (!entry || entry.expiresAt > Date.now()) return entry?.identity
    this.#entries.delete(token)
    return undefined
  }

  /** @param expiresAt ms since the epoch. */
  set(token: string, identity: Identity, expiresAt: number): void {
    const oldest = this.#entries.keys().next()
    if (this.#entries.size >= capacity && !oldest.done) this.#entries.delete(oldest.value)
    this.#entries.set(token, { identity, expiresAt })
  }
}
