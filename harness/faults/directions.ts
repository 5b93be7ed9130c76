import type { ToxicSpec } from '../runtime/links.ts'

/** What of a link a fault acts on: what the near side sends, what the far side answers, or both. */
export const directions = {
  both: { streams: ['upstream', 'downstream'], words: 'each way' },
  requests: { streams: ['upstream'], words: 'on requests' },
  answers: { streams: ['downstream'], words: 'on answers' },
} as const satisfies Record<string, { streams: readonly ToxicSpec['stream'][]; words: string }>

export type Direction = keyof typeof directions
