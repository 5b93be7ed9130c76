/**
 * Seeded random numbers: the same seed and name give the same sequence on every machine.
 * mulberry32 (32-bit state) seeded by FNV-1a of the name: plenty for moments and jitter, not for secrets.
 */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number
  /** Uniform in [0, max). */
  below(max: number): number
}

export function seededRandom(seed: number, name: string): Random {
  let state = (hash(name) ^ seed) >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  return { next, below: (max) => next() * max }
}

/** A 32-bit seed derived from a run's seed and a name, for programs that roll their own dice. */
export function deriveSeed(seed: number, name: string): number {
  return Math.floor(seededRandom(seed, name).next() * 2 ** 31)
}

function hash(text: string): number {
  let value = 0x811c9dc5
  for (const char of text) value = Math.imul(value ^ char.codePointAt(0)!, 0x01000193)
  return value >>> 0
}
