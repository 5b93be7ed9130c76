import { NS_PER_MS } from '../../journal/clock.ts'
import type { Counts } from '../../runtime/wire/counts.ts'
import type { Impairment } from '../../runtime/wire/impairment.ts'
import { isCompatible } from '../binomial.ts'
import type { Proof } from '../link-fault.ts'

/** A wire lets packets go by timers of whole ms; one that is later by more than this on average had no time to run. */
const LATE_MS = 20

/** Whether a wire did to packets what it was asked to: each share may well have come about so, and no packet left too early or far too late. */
export function proofOf(asked: Impairment, counts: Counts, without: string): Proof {
  if (counts.seen === 0) return { proven: false, words: without }
  const parts = [
    asked.delayMs + asked.jitterMs > 0 && kept(asked, counts),
    asked.loss > 0 && share('lost', counts.lost, counts.seen, asked.loss),
    asked.duplicate > 0 && share('twice', counts.duplicated, counts.seen - counts.lost, asked.duplicate),
    asked.corrupt > 0 && share('corrupted', counts.corrupted, counts.corruptible, asked.corrupt),
    asked.reorder > 0 && reordered(asked, counts),
    counts.overflowed > 0 && {
      proven: false,
      words: `${counts.overflowed} packets lost that were not to be, as more came than this machine carries`,
    },
  ].filter((part) => part !== false)
  return {
    proven: parts.every(({ proven }) => proven),
    words: `of ${counts.seen} packets ${parts.map(({ words }) => words).join(', ')}`,
  }
}

function share(what: string, hits: number, trials: number, asked: number): Proof {
  return {
    proven: hits > 0 && isCompatible(hits, trials, asked),
    words: `${hits} of ${trials} ${what}, asked for a share of ${asked}`,
  }
}

function reordered({ reorder }: Impairment, { putBehind, overtaken, seen, lost }: Counts): Proof {
  const drawn = share('put behind the next', putBehind, seen - lost, reorder)
  return {
    proven: drawn.proven && overtaken > 0,
    words: `${drawn.words}, ${overtaken} of them overtaken`,
  }
}

function kept({ delayMs, jitterMs }: Impairment, counts: Counts): Proof {
  const { delayed, keptNs, keptLeastNs, keptMostNs } = counts
  const asked = `${delayMs} ± ${jitterMs} ms asked for`
  if (delayed === 0) return { proven: false, words: `none was kept to its end, ${asked}` }
  const [mean, least, most] = [keptNs / delayed, keptLeastNs, keptMostNs].map((ns) => ns / NS_PER_MS)
  const range = `${least!.toFixed(1)} to ${most!.toFixed(1)} ms`
  return {
    proven: least! >= delayMs - jitterMs && mean! <= delayMs + jitterMs + LATE_MS,
    words: `${delayed} kept for ${mean!.toFixed(1)} ms on average, ${range}, ${asked}`,
  }
}
