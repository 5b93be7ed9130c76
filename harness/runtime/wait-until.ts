import { setTimeout as sleep } from 'node:timers/promises'
import { NS_PER_MS, now } from '../journal/clock.ts'

export interface WaitLimits {
  /** Longest wait, real ms. */
  readonly limitMs: number
  readonly signal: AbortSignal
  /** How often the condition is looked at. Default 5: as exact as anybody needs whose metrics come from the journal. */
  readonly pollMs?: number
}

/** Waits until the condition holds. False: it did not within the limit. */
export async function waitUntil(
  condition: () => boolean,
  { limitMs, signal, pollMs = 5 }: WaitLimits,
): Promise<boolean> {
  const deadline = now() + limitMs * NS_PER_MS
  while (!condition()) {
    if (now() >= deadline) return false
    await sleep(pollMs, undefined, { signal })
  }
  return true
}
