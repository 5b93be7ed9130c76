import { digamma, trigamma } from './gamma.ts'

/** A sample variance and what it is worth. */
export interface Variance {
  readonly variance: number
  /** Degrees of freedom. */
  readonly degrees: number
}

/** More degrees of freedom than nights ever have are as good as a known variance. */
const DEGREES_MAX = 200

/** What many checks say together: the mean of the logarithms of their variances, and how much these differ in truth. */
export interface Prior {
  readonly mean: number
  /** Variance of the logarithms, without what sampling adds; Infinity: the checks say nothing of each other. */
  readonly spread: number
}

/** Fewer checks say nothing of each other. */
const CHECKS_MIN = 3

/** The logarithm of a sample variance, freed of its bias. */
const logOf = ({ variance, degrees }: Variance) =>
  Math.log(variance) - digamma(degrees / 2) + Math.log(degrees / 2)

/**
 * How the true variances of many checks lie, from their sample variances, by the moments of their logarithms as Smyth has them ("Linear models
 * and empirical Bayes methods", 2004, section 6.2).
 * @param samples variances above 0
 */
export function priorOf(samples: readonly Variance[]): Prior {
  const count = samples.length
  if (count < CHECKS_MIN) return { mean: 0, spread: Infinity }
  const logs = samples.map(logOf)
  const mean = logs.reduce((sum, one) => sum + one, 0) / count
  const squares = logs.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (count - 1)
  const sampling = samples.reduce((sum, { degrees }) => sum + trigamma(degrees / 2), 0) / count
  return { mean, spread: Math.max(0, squares - sampling) }
}

/**
 * A check's own variance drawn towards that of all checks, by the logarithm: ten nights tell a variance only to a factor of two, and one that came out
 * small by chance must not raise an alarm. By the logarithm, as checks scatter by 3 % and by 150 %, and a mean of variances would take the tight ones for wide.
 */
export function moderated(own: Variance, { mean, spread }: Prior): Variance {
  if (spread === Infinity) return own
  const sampling = trigamma(own.degrees / 2)
  const weight = sampling / (sampling + spread)
  const degrees = Math.min(DEGREES_MAX, own.degrees / (1 - weight))
  const log = weight * mean + (1 - weight) * logOf(own)
  return { variance: Math.exp(log + digamma(degrees / 2) - Math.log(degrees / 2)), degrees }
}
