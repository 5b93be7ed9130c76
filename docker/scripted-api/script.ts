import { matcher, nameOf } from './rules.ts'
import type { Requests, Rule, SeenRequest } from './wire.ts'

/** Requests that are kept for a test that wants to read them. */
const keptMax = 1_000

/** The rules in force and what was asked under them. */
export class Script {
  readonly #rules: readonly Rule[]
  readonly #match: (method: string, pathname: string) => number
  readonly #counts: number[]
  #total = 0
  #unmatched = 0
  #last: SeenRequest[] = []

  constructor(rules: readonly Rule[]) {
    this.#rules = rules
    this.#match = matcher(rules)
    this.#counts = rules.map(() => 0)
  }

  get names(): string[] {
    return this.#rules.map(nameOf)
  }

  /** Counts a request; the rule that answers it. */
  take(request: Omit<SeenRequest, 'rule'>): Rule | undefined {
    const index = this.#match(request.method, new URL(request.path, 'http://api').pathname)
    const rule = this.#rules[index]
    this.#total++
    if (rule) this.#counts[index]!++
    else this.#unmatched++
    this.#last.push(rule ? { ...request, rule: nameOf(rule) } : request)
    if (this.#last.length > keptMax) this.#last.shift()
    return rule
  }

  requests(): Requests {
    const byRule = this.names.map((rule, index) => ({ rule, requests: this.#counts[index]! }))
    return { total: this.#total, unmatched: this.#unmatched, byRule, last: this.#last }
  }

  /** The same rules, nothing counted. */
  anew(): Script {
    return new Script(this.#rules)
  }
}
