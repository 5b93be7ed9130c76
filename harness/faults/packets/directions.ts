import { type Direction, directions } from '../../runtime/packets/rules.ts'
import { typed } from '../by-hand.ts'

/** What is hit: what the link's near side sends, what the far side answers, or both. */
export type Directed = Direction | 'both'

export const directedOf = (direction: Directed): readonly Direction[] =>
  direction === 'both' ? directions : [direction]

/** As detail of a fault. */
export const wordsFor: Readonly<Record<Directed, string>> = {
  both: 'both ways',
  requests: 'from its near side',
  answers: 'from its far side',
}

export const directionParameter = typed.choice('what is hit', ['both', ...directions], { value: 'both' })
