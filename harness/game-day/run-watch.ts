import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { UsageError } from '../errors.ts'
import { now } from '../journal/clock.ts'
import { journalDir } from '../report/layout.ts'
import type { Execution } from '../scenario/executions.ts'
import { factorOf } from '../scenario/profile.ts'
import type { Setting } from '../scenario/setting.ts'
import { Feed } from './feed.ts'
import { Model } from './model/model.ts'
import { livePage } from './page/page.ts'
import { type Pages, servePages } from './server/pages.ts'
import { Viewers } from './server/viewers.ts'

interface Shown {
  readonly execution: Execution
  readonly model: Model
  readonly feed: Feed
}

/** The live page of an automatic run: it shows the execution that began first of those that run, and nothing can be injected. */
export class RunWatch implements AsyncDisposable {
  readonly #setting: Setting
  readonly #executions: readonly Execution[]
  readonly #done = new Set<Execution>()
  readonly #resources = new AsyncDisposableStack()
  #shown: Shown
  #viewers: Viewers | undefined
  #pages: Pages | undefined

  constructor(executions: readonly Execution[], setting: Setting) {
    this.#setting = setting
    this.#executions = executions
    this.#shown = this.#show(executions[0]!)
  }

  /** First address of the page. */
  get address(): string {
    return this.#pages!.addresses.facilitator
  }

  get viewers(): number {
    return this.#viewers!.count
  }

  /** @param port 0: a free one */
  async open(port: number): Promise<void> {
    const { runId } = this.#setting
    const refuse = async () => {
      throw new UsageError('this run is only watched: `gameday up` is for game-days by hand')
    }
    const viewers = new Viewers(this.#shown.model, refuse, this.#pull)
    this.#viewers = this.#resources.use(viewers)
    this.#pages = this.#resources.use(await servePages({ runId, port, page: await livePage(), viewers }))
  }

  /** Tells all viewers that there is a report. */
  reported(page: string): void {
    this.#pull()
    this.#pages!.report(page)
    this.#shown.model.end('/report')
    this.#viewers!.refresh()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#resources.disposeAsync()
  }

  readonly #pull = (): void => {
    this.#shown.feed.pull()
    const { model, execution } = this.#shown
    if (model.stage === 'ended') this.#done.add(execution)
    if (model.stage !== 'ended' && model.stage !== 'starting') return
    const next = this.#executions.find((one) => !this.#done.has(one) && this.#hasBegun(one))
    if (!next || next === execution) return
    this.#shown = this.#show(next)
    this.#shown.feed.pull()
    this.#viewers!.show(this.#shown.model)
  }

  #show(execution: Execution): Shown {
    const { scenario, variant, runtime } = execution
    const { runId, profile } = this.#setting
    const { hypothesis, system } = scenario.meta
    const about = { runId, name: scenario.id, variant, runtime, profile, factor: factorOf(profile, system) }
    const began = { startedAt: new Date().toISOString(), hypothesis, watching: true }
    const model = new Model({ ...about, ...began }, now())
    return { execution, model, feed: new Feed(this.#dirOf(execution), model) }
  }

  #dirOf(execution: Execution): string {
    return journalDir(this.#setting.runDir, { ...execution, id: execution.scenario.id })
  }

  #hasBegun(execution: Execution): boolean {
    return existsSync(join(this.#dirOf(execution), 'journal.ndjson'))
  }
}
