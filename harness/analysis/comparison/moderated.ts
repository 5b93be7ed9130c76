import { digamma, trigamma, trigammaInverse } from './gamma.ts'

/** A sample variance and what it is worth. */
export interface Variance {
  readonly variance: number
  /** Degrees of freedom. */
  readonly degrees: number
}

/** More degrees of freedom than nights ever have are as good as a known variance. */
const DEGREES_MAX = 200

/** What all checks together say of how much one of them scatters; no degrees of freedom: nothing. */
export type Prior = Variance

/** Fewer checks say nothing of each other. */
const CHECKS_MIN = 3

/**
 * The distribution of the true variances of many checks, from their sample variances: Smyth's moderated statistics ("Linear models and
 * empirical Bayes methods", 2004, section 6.2). Ten nights tell a variance only to a factor of two; what is common to all checks
 * keeps one that came out small by chance from raising an alarm.
 * @param samples variance above 0 with its degrees of freedom, of each check
 */
export function priorOf(samples: readonly Variance[]): Prior {
  const count = samples.length
  if (count < CHECKS_MIN) return { degrees: 0, variance: 0 }
  const logs = samples.map(
    ({ variance, degrees }) => Math.log(variance) - digamma(degrees / 2) + Math.log(degrees / 2),
  )
  const mean = logs.reduce((sum, one) => sum + one, 0) / count
  const squares = logs.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (count - 1)
  const sampling = samples.reduce((sum, { degrees }) => sum + trigamma(degrees / 2), 0) / count
  if (squares <= sampling) return { degrees: DEGREES_MAX, variance: Math.exp(mean) }
  const half = trigammaInverse(squares - sampling)
  return { degrees: 2 * half, variance: Math.exp(mean + digamma(half) - Math.log(half)) }
}

/** A check's own variance drawn towards that of all checks. */
export function moderated({ variance, degrees }: Variance, prior: Prior): Variance {
  const all = prior.degrees + degrees
  return {
    variance: (prior.degrees * prior.variance + degrees * variance) / all,
    degrees: Math.min(all, DEGREES_MAX),
  }
}
