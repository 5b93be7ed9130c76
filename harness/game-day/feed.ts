import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { JournalEvent } from '../journal/events.ts'
import { Tail } from '../journal/tail.ts'
import type { Model } from './model/model.ts'

/** How often a look is taken for logs of services that have come, in calls. */
const LOOK_EVERY = 10

/** Keeps a model up to date from what an execution writes: its journal and the logs of its services. */
export class Feed {
  readonly #model: Model
  readonly #dir: string
  readonly #journal: Tail
  readonly #logs = new Map<string, Tail>()
  #calls = 0

  /** @param dir of the execution; it may not exist yet */
  constructor(dir: string, model: Model) {
    this.#dir = dir
    this.#model = model
    this.#journal = new Tail(join(dir, 'journal.ndjson'))
  }

  readonly pull = (): void => {
    for (const line of this.#journal.read()) this.#model.take(JSON.parse(line) as JournalEvent)
    if (this.#calls++ % LOOK_EVERY === 0) this.#findLogs()
    for (const [service, tail] of this.#logs) this.#readLog(service, tail)
  }

  #readLog(service: string, tail: Tail): void {
    for (const line of tail.read()) {
      const [, at, text] = /^(\d+(?:\.\d+)?) (?:out|err) (.*)$/s.exec(line) ?? []
      if (text) this.#model.line(Number(at), service, text)
    }
  }

  #findLogs(): void {
    const folder = join(this.#dir, 'logs')
    let files: string[]
    try {
      files = readdirSync(folder)
    } catch {
      return // There is none yet.
    }
    for (const file of files.filter((name) => name.endsWith('.log')))
      if (!this.#logs.has(file.slice(0, -4))) this.#logs.set(file.slice(0, -4), new Tail(join(folder, file)))
  }
}
