import { isAbsolute } from 'node:path'
import { fileURLToPath } from 'node:url'
import { getCallSites } from 'node:util'
import { UsageError } from './errors.ts'

interface Entry<T> {
  readonly item: T
  /** Where it is defined. */
  readonly file: string
}

/** Absolute paths of all files that have defined something so far. */
const definingFiles = new Set<string>()

/** Those of the user's own: a process that computes a journal again needs them. */
export const ownDefiningFiles = (): string[] =>
  [...definingFiles].filter((file) => isAbsolute(file) && !isOfHarness(file)).sort()

/** Our tests' fixtures are written as a user would. */
const isOfHarness = (file: string) =>
  file.startsWith(`${import.meta.dirname}/`) && !file.includes('/fixtures/')

const pathOf = (script: string) => (script.startsWith('file:') ? fileURLToPath(script) : script)

/** What is known of one sort by its name: kinds of events, metrics, faults, charts. Each file that defines one adds it. */
export class Registry<T> {
  readonly #entries = new Map<string, Entry<T>>()
  readonly #what: string

  /** @param what stands in errors: `metric` */
  constructor(what: string) {
    this.#what = what
  }

  /**
   * Adds what the file that is being loaded defines. The same file may be loaded again, as an editor does after a change.
   * @param depth how many functions of ours lie between this one and that file
   * @throws UsageError when another file has defined one of this name
   */
  add(name: string, item: T, depth = 1): void {
    const file = pathOf(getCallSites(depth + 2).at(-1)?.scriptName ?? '')
    const known = this.#entries.get(name)
    if (known && known.file !== file)
      throw new UsageError(
        `${this.#what} '${name}' is defined twice, in ${known.file} and in ${file}: give one of them another name`,
      )
    this.#entries.set(name, { item, file })
    definingFiles.add(file)
  }

  get(name: string): T | undefined {
    return this.#entries.get(name)?.item
  }

  /** In alphabetical order. */
  names(): string[] {
    return [...this.#entries.keys()].sort()
  }

  /** In the order of their names. */
  all(): T[] {
    return this.names().map((name) => this.#entries.get(name)!.item)
  }
}
