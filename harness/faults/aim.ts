import { inspect } from 'node:util'
import { UsageError } from '../errors.ts'
import { quotableLine } from '../plain-text.ts'
import { isOwned } from '../runtime/owned.ts'
import type { ByHand } from './by-hand.ts'

/** Characters of something strange that are shown. */
const SHOWN_MAX = 60

const instead = {
  service: "give it a service of the system, as services.api or named.service('api')",
  link: "give it a link of the system, as link('api', 'db') or named.link('api-db')",
  node: 'give it a node of the run, as nodes.of(services.api)',
} as const

/**
 * A fault aims at nothing but what this run started.
 * @throws UsageError for a name, an address, a pid, and for any object that no runtime of this run has made
 */
export function refuseStranger(call: string, on: ByHand['on'] | 'node', target: unknown): void {
  if (isOwned(on === 'service' ? serviceIn(target) : target)) return
  throw new UsageError(`faults.${call}: ${shown(target)} is nothing that this run started: ${instead[on]}`)
}

function serviceIn(target: unknown): unknown {
  const isObject = (typeof target === 'object' && target !== null) || typeof target === 'function'
  if (!isObject) return undefined
  try {
    return Reflect.get(target as object, 'service')
  } catch {
    return undefined
  }
}

function shown(target: unknown): string {
  const text =
    typeof target === 'string' ? JSON.stringify(target) : inspect(target, { depth: 0, customInspect: false })
  const line = quotableLine(text)
  return line.length > SHOWN_MAX ? `${line.slice(0, SHOWN_MAX)}…` : line
}
