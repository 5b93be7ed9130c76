import type { Seal } from '../journal/seal.ts'
import type { Judgement } from './verdict.ts'

/** Why a journal proves nothing, whatever it says; undefined for one that is what the run wrote. */
export function notAsWritten(seal: Seal): string | undefined {
  return seal.state === 'altered' ? seal.reason : undefined
}

/**
 * The verdict of a journal that was altered: `inconclusive` in either direction, its checks with it. A broken limit may have
 * been written into it as well as a kept one.
 * @param why the first place known
 */
export function ofAltered({ checks }: Judgement, why: string): Judgement {
  const reason = `journal altered: ${why}`
  return {
    verdict: 'inconclusive',
    reason,
    checks: checks.map((check) => ({ ...check, verdict: 'inconclusive', reason })),
  }
}
