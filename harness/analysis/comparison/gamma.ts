/** Arguments from here on are near enough to the asymptotic series, whose last term kept is below 1e-9. */
const ASYMPTOTIC_FROM = 8

/** The derivative of the logarithm of the gamma function, for x > 0 (Abramowitz and Stegun, 6.3.5 and 6.3.18). */
export function digamma(x: number): number {
  let shift = 0
  let at = x
  for (; at < ASYMPTOTIC_FROM; at++) shift += 1 / at
  const s = 1 / at ** 2
  return Math.log(at) - 1 / (2 * at) - s * (1 / 12 - s * (1 / 120 - s * (1 / 252 - s / 240))) - shift
}

/** The derivative of `digamma`, for x > 0 (6.4.6 and 6.4.12). */
export function trigamma(x: number): number {
  let shift = 0
  let at = x
  for (; at < ASYMPTOTIC_FROM; at++) shift += 1 / at ** 2
  const s = 1 / at ** 2
  return 1 / at + s / 2 + (s / at) * (1 / 6 - s * (1 / 30 - s * (1 / 42 - s / 30))) + shift
}
