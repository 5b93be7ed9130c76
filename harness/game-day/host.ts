import { now } from '../journal/clock.ts'
import type { JournalEvent } from '../journal/events.ts'
import { journalDir } from '../report/layout.ts'
import type { Execution } from '../scenario/executions.ts'
import type { Planned } from '../scenario/game-day-plan.ts'
import { factorOf } from '../scenario/profile.ts'
import { execute } from '../scenario/run.ts'
import type { Setting } from '../scenario/setting.ts'
import { Feed } from './feed.ts'
import { Model } from './model/model.ts'
import { livePage } from './page/page.ts'
import type { Command, Role } from './protocol.ts'
import { takeCommands } from './server/control.ts'
import { type Pages, servePages } from './server/pages.ts'
import { Viewers } from './server/viewers.ts'
import { Session } from './session.ts'
import { statusOf } from './status.ts'

export interface HostOptions {
  readonly execution: Execution
  readonly setting: Setting
  /** As it was asked for. */
  readonly name: string
  readonly variant: string
  /** What people believe; empty: nobody said. */
  readonly hypothesis: string
  /** Of the live page; 0: a free one. */
  readonly port: number
  readonly plan: readonly Planned[]
}

/** One game-day: its system, the live page, the socket for commands. Dispose it when its report is there and nobody looks any more. */
export class GameDayHost implements AsyncDisposable {
  readonly model: Model
  readonly #options: HostOptions
  readonly #session: Session
  readonly #feed: Feed
  readonly #resources = new AsyncDisposableStack()
  readonly #reported = Promise.withResolvers<string>()
  #viewers: Viewers | undefined
  #pages: Pages | undefined

  constructor(options: HostOptions) {
    this.#options = options
    const { execution, setting, name, variant, hypothesis, plan } = options
    const { scenario, runtime } = execution
    const { system } = scenario.meta
    const factor = factorOf(setting.profile, system)
    const about = { runId: setting.runId, name, variant, runtime, profile: setting.profile, factor }
    const began = { startedAt: new Date().toISOString(), hypothesis, watching: false }
    this.model = new Model({ ...about, ...began }, now())
    const { id } = scenario
    this.#feed = new Feed(journalDir(setting.runDir, { ...execution, id }), this.model)
    this.#session = new Session({ model: this.model, plan })
  }

  /** First addresses of the live page. */
  get addresses(): Pages['addresses'] {
    return this.#pages!.addresses
  }

  get viewers(): number {
    return this.#viewers!.count
  }

  /** All that was journaled while it was live. */
  get events(): readonly JournalEvent[] {
    return this.#session.events
  }

  /** Opens page and socket. */
  async open(): Promise<void> {
    const { setting, port } = this.#options
    const { runId, runDir } = setting
    const viewers = new Viewers(this.model, this.#carryOut, this.#feed.pull)
    this.#viewers = this.#resources.use(viewers)
    this.#pages = this.#resources.use(await servePages({ runId, port, page: await livePage(), viewers }))
    this.#resources.use(await takeCommands(runDir, this.#carryOutWhole))
  }

  /** Starts the system and stays until somebody has ended the game-day, or the signal aborts. */
  async play(abort: AbortSignal): Promise<void> {
    const { execution, setting } = this.#options
    await execute({ ...execution, byHand: (grip) => this.#session.live(grip) }, setting, abort)
  }

  /** As from the keyboard of the terminal in which it runs. @returns false: it had not begun yet */
  end(by: string): boolean {
    try {
      this.#session.end(by)
      return true
    } catch {
      return false
    }
  }

  /** Tells everybody that there is a report. @param page its file @param summary what is printed by whoever ended it */
  reported(page: string, summary: string): void {
    this.#feed.pull()
    this.#pages!.report(page)
    this.model.end('/report')
    this.#viewers!.refresh()
    this.#reported.resolve(summary)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#resources.disposeAsync()
  }

  readonly #carryOut = async (command: Command, role: Role): Promise<string> => {
    if (command.do === 'status') {
      this.#feed.pull()
      return JSON.stringify(statusOf(this.model, role === 'facilitator' ? this.addresses : undefined))
    }
    return this.#session.carryOut(command, role)
  }

  /** Who ends it from a terminal waits for what came of it. */
  readonly #carryOutWhole = async (command: Command, role: Role): Promise<string> => {
    const done = await this.#carryOut(command, role)
    return command.do === 'end' ? this.#reported.promise : done
  }
}
