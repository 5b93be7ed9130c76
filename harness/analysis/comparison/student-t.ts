/** Half-steps of a bisection that leave less than a double can tell. */
const BISECTIONS = 40
/** Steps of Simpson's rule. */
const STEPS = 200

/**
 * Quantile of Student's t distribution.
 * @param upper chance above the quantile, in (0, 0.5)
 * @param degrees of freedom, from 1
 */
export function tQuantile(upper: number, degrees: number): number {
  let [low, high] = [0, Math.PI / 2]
  const whole = integral(Math.PI / 2, degrees)
  for (let i = 0; i < BISECTIONS; i++) {
    const angle = (low + high) / 2
    if ((whole - integral(angle, degrees)) / (2 * whole) > upper) low = angle
    else high = angle
  }
  return Math.sqrt(degrees) * Math.tan(low)
}

/**
 * Chance that Student's t lies above `t`.
 * @param degrees of freedom, from 1; not only whole ones
 */
export function tUpper(t: number, degrees: number): number {
  const whole = integral(Math.PI / 2, degrees)
  const inside = integral(Math.atan(Math.abs(t) / Math.sqrt(degrees)), degrees)
  const upper = Math.max(0, (whole - inside) / (2 * whole))
  return t < 0 ? 1 - upper : upper
}

/** With t = √degrees · tan(angle), the density is that of cos^(degrees - 1), which Simpson's rule integrates from 0. */
function integral(angle: number, degrees: number): number {
  const step = angle / STEPS
  let sum = 0
  for (let i = 0; i <= STEPS; i++) {
    const weight = i === 0 || i === STEPS ? 1 : i % 2 === 0 ? 2 : 4
    // Rounding leaves the last a little below 0, of which no broken power is a number.
    sum += weight * Math.max(0, Math.cos(i * step)) ** (degrees - 1)
  }
  return (sum * step) / 3
}
