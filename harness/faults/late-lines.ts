import { setTimeout as sleep } from 'node:timers/promises'

/** From a write of a service to its line as the harness reads it; an engine on a busy machine is the slowest. */
const LATE_MS = 2_000

const LOOK_MS = 25

/** Waits until a line has told of what has happened already: it may be under way still, and a fault without it would be called unproven. */
export async function untilTold(told: () => boolean): Promise<void> {
  for (const end = performance.now() + LATE_MS; !told() && performance.now() < end; ) await sleep(LOOK_MS)
}
