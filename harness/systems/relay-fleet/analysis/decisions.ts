import { eventsOf, NS_PER_MS, perJournal } from '../../../definitions.ts'

/** A host's decision to dial again. */
export interface Decision {
  readonly host: string
  readonly dial: number
  /** When it was made, ns. */
  readonly at: number
  /** When the dial is due, ns. */
  readonly due: number
  readonly delayMs: number
  /** The host's own attempt counter, where its program tells. */
  readonly attempt?: number
}

/** Every decision on a dial, in order. */
export const decisionsOf = perJournal((events): readonly Decision[] =>
  eventsOf(events, 'host').flatMap(({ at, host, dial, state, delayMs, attempt }) =>
    state === 'scheduled' && delayMs !== undefined
      ? [
          {
            host,
            dial,
            at,
            due: at + delayMs * NS_PER_MS,
            delayMs,
            ...(attempt === undefined ? {} : { attempt }),
          },
        ]
      : [],
  ),
)
