/** Draws from [0, 1). */
export type Random = () => number

/**
 * A stream of random numbers that depends on nothing but the seed and what it is for. Every connection and toxic has one
 * of its own, so that its draws do not depend on what other connections did in between.
 */
export function randomStream(seed: number, ...purpose: readonly (string | number)[]): Random {
  let state = hash(JSON.stringify([seed, ...purpose]))
  // mulberry32: 32 bits of state, passes the usual tests for far more draws than a connection makes.
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193)
  return value
}
