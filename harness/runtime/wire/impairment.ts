import { type Random, randomStream } from '../../toxiproxy/random.ts'
import type { Direction } from '../packets/rules.ts'

/** What a wire does to packets. Shares are from 0 to 1, times are real. */
export interface Impairment {
  readonly delayMs: number
  /** Uniform, plus or minus. */
  readonly jitterMs: number
  readonly loss: number
  readonly duplicate: number
  /** Let overtake by the next packet of the same flow. */
  readonly reorder: number
  /** Of packets that carry something: one bit of that is flipped. */
  readonly corrupt: number
  /** Whether a corrupt packet has the checksum that belongs to it. */
  readonly mended: boolean
}

/** What is to become of one packet. */
export interface Fate {
  readonly lost: boolean
  readonly twice: boolean
  readonly behind: boolean
  readonly corrupt: boolean
  /** From 0 to 1: which bit, where it is corrupt. */
  readonly bit: number
  readonly delayMs: number
}

/**
 * Fates of the packets of one direction, in the order in which they come. The n-th has the same fate with the same seed, whatever became of
 * those before it.
 */
export function fatesOf(impairment: Impairment, seed: number, direction: Direction): () => Fate {
  const random: Random = randomStream(seed, 'wire', direction)
  const { delayMs, jitterMs, loss, duplicate, reorder, corrupt } = impairment
  return () => ({
    lost: random() < loss,
    twice: random() < duplicate,
    behind: random() < reorder,
    corrupt: random() < corrupt,
    bit: random(),
    delayMs: Math.max(0, delayMs + (2 * random() - 1) * jitterMs),
  })
}
