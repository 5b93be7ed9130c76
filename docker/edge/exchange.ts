import type { RelayRoute } from './config.ts'
import type { Router } from './router.ts'

/** The head of a relay's answer. */
export interface Answer {
  readonly status: number
  /** Value of a header, by its name in lower case. */
  header(name: string): string | undefined
  /** Lets go of the connection without passing anything on. */
  discard(): void
}

export type EdgeError = 'no-relay' | 'replay-target-unreachable' | 'too-many-replays'

export const statusOfError = {
  'no-relay': 502,
  'replay-target-unreachable': 502,
  'too-many-replays': 508,
} as const

/** `path`: the relays that answered, in order, and a replay target that could not be reached. */
export type Outcome<A extends Answer> =
  | { readonly path: string[]; readonly answer: A }
  | { readonly path: string[]; readonly error: EdgeError }

const maxReplays = 3

/**
 * Takes a request to the relay that serves it: to the first candidate that answers, then wherever replay answers send it.
 * @param send gives undefined when the relay refuses the connection, or ends it before any byte of an answer.
 */
export async function exchange<A extends Answer>(
  router: Router,
  preferredRegion: string | undefined,
  send: (relay: RelayRoute) => Promise<A | undefined>,
): Promise<Outcome<A>> {
  const path: string[] = []
  let answer = await firstAnswer(router.candidates(preferredRegion), send, path)
  if (!answer) return { path, error: 'no-relay' }
  let replay = replayOf(answer, router)
  for (let replays = 0; replay !== undefined; replays++) {
    answer.discard()
    if (replays === maxReplays) return { path, error: 'too-many-replays' }
    const targets = router.targets(replay)
    answer = await firstAnswer(targets, send, path)
    if (!answer) {
      path.push(...targets.map(({ machineId }) => machineId))
      return { path, error: 'replay-target-unreachable' }
    }
    replay = replayOf(answer, router)
  }
  return { path, answer }
}

/** Value of the replay header of an answer 200: where the request is to go instead. */
function replayOf(answer: Answer, { replayHeader }: Router): string | undefined {
  return replayHeader !== '' && answer.status === 200 ? answer.header(replayHeader) : undefined
}

async function firstAnswer<A extends Answer>(
  relays: readonly RelayRoute[],
  send: (relay: RelayRoute) => Promise<A | undefined>,
  path: string[],
): Promise<A | undefined> {
  for (const relay of relays) {
    const answer = await send(relay)
    if (!answer) continue
    path.push(relay.machineId)
    return answer
  }
  return undefined
}
