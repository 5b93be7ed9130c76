import { type Link, now, waitUntil } from '../../../definitions.ts'

/** Real ms. Starting a dozen programs takes some seconds on a busy machine. */
export const HELD_START_MS = 30_000

const holdName = 'hold_handshake'

export interface HeldHandshakes {
  /** Waits until so many connections are held, for `HELD_START_MS` at most. @returns whether they are */
  arrived(connections: number): Promise<boolean>
  /** Lets all go on, at once. */
  release(): Promise<void>
}

/** Keeps back in the proxy what programs say on a link: they have dialled, and the far side has not heard of it. */
export async function holdHandshakes(link: Link, signal: AbortSignal): Promise<HeldHandshakes> {
  const connections = async () => (await link.state()).connections ?? 0
  const before = await connections()
  const attributes = { latency: 10 * HELD_START_MS, jitter: 0 }
  await link.addToxic({ name: holdName, type: 'latency', stream: 'upstream', attributes })
  return {
    arrived: async (count) => {
      const deadline = now() + HELD_START_MS * 1e6
      while ((await connections()) < before + count) {
        if (now() >= deadline) return false
        await waitUntil(() => false, { limitMs: 20, signal })
      }
      return true
    },
    release: () => link.removeToxic(holdName),
  }
}
