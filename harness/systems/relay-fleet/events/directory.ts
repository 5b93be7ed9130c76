import { defineEvent, z } from '../../../definitions.ts'

/** What changed in the directory between two reads. `uncertaintyNs`: time since the read before. */
const directory = defineEvent('directory', {
  set: z.record(z.string(), z.string()),
  removed: z.array(z.string()),
  uncertaintyNs: z.number(),
})

/** A read of the whole directory made on purpose at a moment that counts (at exit, when listening). `at`: when it was sent. */
const directoryRead = defineEvent('directory-read', {
  label: z.string(),
  entries: z.record(z.string(), z.string()),
  doneAt: z.number(),
})

/**
 * What changed between two reads of the expiries that the directory keeps with its entries. Times are real ms, by the directory's own clock;
 * `uncertaintyNs`: time since the read before.
 */
const expiries = defineEvent('expiries', {
  /** Hosts whose expiry is another than before: how long the new one is from now and, where there was one, the old one. */
  set: z.record(z.string(), z.object({ leftMs: z.number(), oldLeftMs: z.number().optional() })),
  /** Hosts that have none any more: how long the last one was from now; negative when it has passed. */
  removed: z.record(z.string(), z.number()),
  uncertaintyNs: z.number(),
})

/** A server of the directory was seen in another role, by itself and by Sentinel. */
const redisRole = defineEvent('redis-role', { service: z.string(), role: z.enum(['primary', 'replica']) })

declare module '../../../journal/event-kinds.ts' {
  interface EventKinds {
    directory: z.infer<typeof directory>
    'directory-read': z.infer<typeof directoryRead>
    expiries: z.infer<typeof expiries>
    'redis-role': z.infer<typeof redisRole>
  }
}
