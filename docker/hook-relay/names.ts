import { lookup } from 'node:dns'
import type { LookupFunction } from 'node:net'

let known: Parameters<Parameters<LookupFunction>[2]> | undefined
let keeps = false

/** Broken variant: the address of the target is asked for once, and kept for ever. */
export function keepAddress(): void {
  keeps = true
}

/** The address of the target, as DNS gives it now. */
export const resolveTarget: LookupFunction = (host, options, callback) => {
  if (known) return callback(...known)
  lookup(host, options, (...answer) => {
    if (keeps && !answer[0]) known = answer as typeof known
    callback(...(answer as NonNullable<typeof known>))
  })
}
