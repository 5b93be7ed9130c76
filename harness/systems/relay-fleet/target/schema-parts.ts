import { type Duration, parseDuration, z } from '../../../definitions.ts'

/** A duration as people write it. */
export const duration = z.custom<Duration>((value) => {
  try {
    return typeof value === 'string' && parseDuration(value) >= 0
  } catch {
    return false
  }
}, "write a duration, as in '500ms' or '2s'")

/** A function of the configuration. */
export const hook = <F>() => z.custom<F>((value) => typeof value === 'function', 'write a function')
