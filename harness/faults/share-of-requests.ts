import { UsageError } from '../errors.ts'
import { isCompatible } from './binomial.ts'
import type { Acted, LinkFaultOptions } from './link-fault.ts'

/** A share from 0 to 1 as the proxy takes it. @throws UsageError */
export function perMille(share: number): number {
  if (!(share >= 0 && share <= 1)) throw new UsageError(`share must be from 0 to 1, got ${share}`)
  return Math.round(share * 1_000)
}

interface Wanted {
  /** From 0 to 1. */
  readonly share: number
  /** So many and no more; 0: no end. */
  readonly first?: number
  /** What is counted. Default: requests. */
  readonly what?: string
}

/** Evidence of a fault that hits requests: how many the proxy counted, against what was asked for. */
export function answersProof(
  words: string,
  { share, first = 0, what = 'requests' }: Wanted,
): LinkFaultOptions['prove'] & {} {
  return ({ toxics }: Acted) => {
    const sum = (part: 'requests' | 'answers') =>
      toxics.reduce((total, { measured }) => total + (measured?.[part] ?? 0), 0)
    const [requests, answers] = [sum('requests'), sum('answers')]
    const told = `${answers} of ${requests} ${what} ${words}`
    if (first > 0) return { proven: answers >= first, words: `${told}, asked for the first ${first}` }
    if (share >= 1) return { proven: answers > 0 && answers === requests, words: told }
    return { proven: isCompatible(answers, requests, share), words: `${told}, asked for a share of ${share}` }
  }
}
