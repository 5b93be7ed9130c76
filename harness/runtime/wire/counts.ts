/** What became of the packets of a wire. Times are ns. */
export interface Counts {
  /** Packets that came in. */
  seen: number
  lost: number
  duplicated: number
  /** Packets that carry something and were not lost: others cannot be corrupt. */
  corruptible: number
  corrupted: number
  /** Packets that were put behind the next one of their flow, and those of them that one overtook. */
  putBehind: number
  overtaken: number
  /** Packets that were kept for as long as they were to be, and how long that was, together, at least and at most. */
  delayed: number
  keptNs: number
  keptLeastNs: number
  keptMostNs: number
  /** Packets that were lost although they were not to be: too much came. */
  overflowed: number
  /** Monotonic ns at which it first did something to a packet; 0 before. */
  actedAt: number
}

export const noCounts = (): Counts => ({
  seen: 0,
  lost: 0,
  duplicated: 0,
  corruptible: 0,
  corrupted: 0,
  putBehind: 0,
  overtaken: 0,
  delayed: 0,
  keptNs: 0,
  keptLeastNs: 0,
  keptMostNs: 0,
  overflowed: 0,
  actedAt: 0,
})

const added = [
  'seen',
  'lost',
  'duplicated',
  'corruptible',
  'corrupted',
  'putBehind',
  'overtaken',
  'delayed',
  'keptNs',
  'overflowed',
] as const

/** The counts of several wires, or of both directions of one. */
export function addCounts(all: readonly Counts[]): Counts {
  const total = noCounts()
  for (const name of added) total[name] = all.reduce((sum, one) => sum + one[name], 0)
  const kept = all.filter(({ delayed }) => delayed > 0)
  if (kept.length > 0) total.keptLeastNs = Math.min(...kept.map(({ keptLeastNs }) => keptLeastNs))
  total.keptMostNs = Math.max(0, ...kept.map(({ keptMostNs }) => keptMostNs))
  const acted = all.filter(({ actedAt }) => actedAt > 0)
  if (acted.length > 0) total.actedAt = Math.min(...acted.map(({ actedAt }) => actedAt))
  return total
}
