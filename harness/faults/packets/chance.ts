import { UsageError } from '../../errors.ts'

/** Steps of a probability: the kernel rolls whole numbers. */
const steps = 10_000

/** Lets a rule match with a probability. @throws UsageError for what is none */
export function chance(probability: number): string {
  if (!(probability >= 0 && probability <= 1))
    throw new UsageError(`probability ${probability}: it is from 0 to 1`)
  return probability === 1 ? '' : `numgen random mod ${steps} < ${Math.round(probability * steps)}`
}
