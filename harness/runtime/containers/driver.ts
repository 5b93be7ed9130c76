import type { Container, ContainerInspectInfo } from 'dockerode'
import { HarnessError } from '../../errors.ts'
import { NS_PER_MS, now } from '../../journal/clock.ts'
import { noProxy } from '../../setup/proxies.mjs'
import type { Driver, Ending, Health, Incarnation, Output, Sent } from '../driver.ts'
import { allWithFolder, containerFiles, withFolder } from '../files.ts'
import type { MachineClock } from '../machine-clock.ts'
import type { Resolver } from '../names/resolver.ts'
import type { Address, ExecResult, SocketTable } from '../runtime.ts'
import { signalOfCode } from '../signals.ts'
import { RUN_VARIABLE } from '../state.ts'
import type { ContainerPlan } from './container-plan.ts'
import { initSignaller, type SignalInit } from './direct-signal.ts'
import type { Engine } from './engine.ts'
import { fromEngineTime } from './engine-time.ts'
import { execIn } from './exec.ts'
import { residentOf, servicePid, socketsByExec, socketsFromOutside } from './inside.ts'
import { followOutput, type OutputEnd } from './output.ts'
import { squeezeContainer } from './squeeze.ts'
import { startContainer } from './start-container.ts'
import { visibleInit } from './visible-init.ts'

/** From the end of a service over its init to the engine's note of it; measured 3 ms, up to 17 under load. */
const EXIT_UNCERTAINTY_NS = 20 * NS_PER_MS

/** A removed container cannot be asked when it ended: the answer to the removal is all there is. */
const REMOVED_UNCERTAINTY_NS = 100 * NS_PER_MS

export interface ContainerDriverOptions {
  readonly engine: Engine
  readonly runId: string
  /** Everything but the environment, which may change over a restart. */
  readonly plan: () => Promise<Omit<ContainerPlan, 'env'>>
  /** Its PID 1 is an init of the engine, and the service a child of that. */
  readonly hasInit: boolean
  /** Before its first start: takes it into further networks. */
  readonly onCreated?: (id: string) => Promise<void>
  readonly reach: (address: Address) => Address
  readonly holdMs: number
  /** The DNS server of a service that has names of its own. */
  readonly names?: { readonly resolver: Resolver | undefined }
  /** Which of several engines it runs on. */
  readonly node?: string | undefined
  /** Of the engine's machine. */
  readonly clock: MachineClock
}

/** Runs one service in a container, which stays the same over restarts unless the environment changes. */
export class ContainerDriver implements Driver {
  readonly holdMs: number
  readonly reach: (address: Address) => Address
  readonly node: string | undefined
  readonly clock: MachineClock
  readonly #options: ContainerDriverOptions
  #name = ''
  #container: Container | undefined
  #environment = ''
  #outputEnd: OutputEnd = async () => {}

  constructor(options: ContainerDriverOptions) {
    this.#options = options
    this.holdMs = options.holdMs
    this.reach = options.reach
    this.node = options.node
    this.clock = options.clock
  }

  async launch(own: Readonly<Record<string, string>>, output: Output): Promise<Incarnation> {
    // A company's base image may name its proxy, which knows nothing of a run's addresses.
    const env = { ...noProxy, ...own, [RUN_VARIABLE]: this.#options.runId }
    if (this.#container && this.#environment !== JSON.stringify(env)) await this.discard()
    this.#environment = JSON.stringify(env)
    const before = now()
    const inspected = this.#container ? await this.#startAgain(output) : await this.#create(env, output)
    const spawnedAt = fromEngineTime(inspected.State.StartedAt, this.clock, before, now())
    return this.#incarnation(inspected, spawnedAt)
  }

  get resolver(): Resolver | undefined {
    return this.#options.names?.resolver
  }

  async health(): Promise<Health> {
    const container = this.#container
    if (!container) throw new HarnessError(`${this.#name} has no container`)
    const { State } = await this.#options.engine.call(`inspect ${this.#name}`, container.inspect())
    const status = (State.Health?.Status ?? 'none') as Health['status']
    return { status, said: State.Health?.Log?.at(-1)?.Output?.trim() ?? '' }
  }

  async discard(): Promise<void> {
    const container = this.#container
    this.#container = undefined
    if (!container) return
    const { engine } = this.#options
    await engine.callIfThere(`remove ${this.#name}`, container.remove({ force: true, v: true }))
  }

  async #create(env: Readonly<Record<string, string>>, output: Output): Promise<ContainerInspectInfo> {
    const { engine, plan } = this.#options
    const base = await plan()
    this.#name = base.service
    const hasFiles = Object.keys(base.files).length > 0
    const told = hasFiles ? allWithFolder(env, containerFiles) : env
    const whole = { ...base, env: { ...told, ...base.clock?.env } }
    return startContainer(engine, `start ${this.#name}`, whole, async (container) => {
      this.#container = container
      await this.#options.onCreated?.(container.id)
      this.#outputEnd = await followOutput(engine, container.id, output)
    })
  }

  async #startAgain(output: Output): Promise<ContainerInspectInfo> {
    const { engine } = this.#options
    const container = this.#container!
    this.#outputEnd = await followOutput(engine, container.id, output)
    await engine.call(`start ${this.#name}`, container.start())
    return engine.call(`inspect ${this.#name}`, container.inspect())
  }

  async #incarnation(inspected: ContainerInspectInfo, spawnedAt: number): Promise<Incarnation> {
    const container = this.#container
    if (!container) throw new HarnessError(`${this.#name} was removed while it started`)
    const ended = this.#endOf(container, spawnedAt)
    ended.catch(() => {})
    const initPid = inspected.State.Pid
    const signalInit = await initSignaller(initPid, container.id)
    // The engine wakes a frozen container that it signals, so that the signal arrives: left to it.
    let frozen = false
    const direct: SignalInit = (signal) => {
      if (signal === 'SIGSTOP' || signal === 'SIGCONT') frozen = signal === 'SIGSTOP'
      return !frozen && signalInit(signal)
    }
    const pid = await servicePid(initPid, container.id, this.#options.hasInit)
    return {
      pid: pid ?? initPid,
      ...(!(await visibleInit(initPid, container.id)) && { elsewhere: true }),
      spawnedAt,
      ended,
      signal: (signal) => this.#signal(container, signal, direct),
      freeze: () => {
        frozen = true
        return this.#do('pause', container.pause())
      },
      thaw: async () => {
        await this.#do('resume', container.unpause())
        frozen = false
      },
      frozen: async () =>
        (await this.#options.engine.call(`inspect ${this.#name}`, container.inspect())).State.Paused,
      sockets: () => this.#sockets(container, pid),
      memory: () => residentOf(this.#name, pid, this.#options.hasInit, (argv) => this.#exec(container, argv)),
      squeeze: (limit) =>
        squeezeContainer(this.#options.engine, container, this.#name, pid ?? initPid, limit),
      exec: (argv) => this.#exec(container, argv),
    }
  }

  async #do(what: string, answer: Promise<unknown>): Promise<void> {
    await this.#options.engine.call(`${what} ${this.#name}`, answer)
  }

  async #endOf(container: Container, spawnedAt: number): Promise<Ending> {
    const { engine } = this.#options
    const code = await engine.waitForEnd(`wait for ${this.#name}`, container.id)
    const latest = now()
    const inspected = await engine.callIfThere(`inspect ${this.#name}`, container.inspect())
    await this.#outputEnd()
    const signal = signalOfCode(code)
    const finishedAt = inspected?.State.FinishedAt
    return {
      code,
      ...(signal ? { signal } : {}),
      at: finishedAt ? fromEngineTime(finishedAt, this.clock, spawnedAt, latest) : latest,
      uncertaintyNs: finishedAt ? EXIT_UNCERTAINTY_NS + this.clock.uncertaintyNs() : REMOVED_UNCERTAINTY_NS,
    }
  }

  async #signal(container: Container, signal: NodeJS.Signals, direct: SignalInit): Promise<Sent | undefined> {
    const { engine } = this.#options
    const at = now()
    if (direct(signal)) return { at, uncertaintyNs: now() - at }
    const sent = await engine.callIfThere(
      `send ${signal} to ${this.#name}`,
      deliver(container, signal).then(() => true),
    )
    return sent ? { at, uncertaintyNs: now() - at } : undefined
  }

  async #sockets(container: Container, pid: number | undefined): Promise<SocketTable> {
    if (pid !== undefined) return socketsFromOutside(pid)
    return socketsByExec(this.#name, this.#options.hasInit, (argv) => this.#exec(container, argv))
  }

  async #exec(container: Container, argv: readonly string[]): Promise<ExecResult> {
    const { engine } = this.#options
    const running = execIn(engine, container, withFolder(argv, containerFiles))
    return engine.call(`run ${argv[0]} in ${this.#name}`, running, 60_000)
  }
}

/** The init would stop itself, not the service, at SIGSTOP: the freezer stops both and wakes both. */
function deliver(container: Container, signal: NodeJS.Signals): Promise<unknown> {
  if (signal === 'SIGSTOP') return container.pause()
  return signal === 'SIGCONT' ? container.unpause() : container.kill({ signal })
}
