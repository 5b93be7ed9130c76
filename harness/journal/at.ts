import { z } from 'zod'

/** Monotonic nanoseconds (`now()` of clock.ts). Every event has one: the moment it happened, not the moment it was written. */
export const at = z.number().nonnegative()
