import type { CheckResult } from '../results.ts'
import { limitText, marginText, observedText, valueText } from '../words.ts'

/** A check and its margin as a clause: `clients away 420 ms of 550 ms, 24 % to spare`. */
export function checkInWords(check: CheckResult): string {
  const { name, op, limit, unit, observed } = check
  const left = marginText(check)
  if (op === '==' || limit === 0 || observed === null)
    return `${name} ${observedText(check)} (${limitText(check)}), ${left}`
  const allowed = valueText(limit, unit)
  return op === '<='
    ? `${name} ${valueText(observed, unit)} of ${allowed}, ${left}`
    : `${name} ${valueText(observed, unit)} where ${allowed} are needed, ${left}`
}
