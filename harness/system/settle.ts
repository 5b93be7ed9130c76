import { setTimeout as sleep } from 'node:timers/promises'

/** Lines of a service are read within milliseconds, through an engine within some tens; this is far above it. Real ms. */
const LINES_MS = 100

/**
 * Resolves when the journal has what happened by now: lines of services need a moment, and those who can be asked say so.
 * @param asked what those resolve who were asked
 */
export async function journalSettled(signal: AbortSignal, ...asked: readonly Promise<void>[]): Promise<void> {
  await Promise.all([sleep(LINES_MS, undefined, { signal }), ...asked])
}
