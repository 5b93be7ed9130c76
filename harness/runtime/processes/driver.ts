import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { now } from '../../journal/clock.ts'
import { capture } from '../capture.ts'
import { DiskKeeper } from '../disk/own-disk.ts'
import type { Driver, Incarnation, Output, Sent } from '../driver.ts'
import { allWithFolder, withFolder } from '../files.ts'
import { noteProcess } from '../ledger.ts'
import { SqueezeGroup } from '../machine/cgroups/squeeze-group.ts'
import { faketimeLibrary } from '../machine/faketime-library.ts'
import { clockEnvironment, clockFolder, forgetClock } from '../machine/settable-clock.ts'
import { namesFolder, withOwnNames } from '../names/own-names.ts'
import { Resolver } from '../names/resolver.ts'
import type { Address, RuntimeOptions, ServiceSpec } from '../runtime.ts'
import { killGroup, type StartedChild, sendTo, startChild } from './child.ts'
import { serviceEnvironment } from './environment.ts'
import { residentBytes } from './memory.ts'
import { findProgram } from './program.ts'
import { socketsOf } from './sockets.ts'
import { isStopped } from './stopped.ts'

/** Runs one service as a local process. */
export class ProcessDriver implements Driver {
  readonly holdMs = 0
  resolver: Resolver | undefined
  readonly #spec: ServiceSpec
  readonly #runId: string
  readonly #files: string
  readonly #clockFolder: string
  readonly #namesFolder: string
  #disk: DiskKeeper | undefined
  #argv: readonly string[] | undefined
  #pid: number | undefined
  readonly #over = new AbortController()

  constructor(spec: ServiceSpec, { runId, logDir }: Pick<RuntimeOptions, 'runId' | 'logDir'>) {
    this.#spec = spec
    this.#runId = runId
    this.#clockFolder = clockFolder({ logDir }, spec.name)
    this.#namesFolder = namesFolder({ logDir }, spec.name)
    this.#files = resolve(dirname(logDir), 'files', spec.name)
  }

  async launch(own: Readonly<Record<string, string>>, output: Output): Promise<Incarnation> {
    const told = this.#spec.files ? allWithFolder(own, this.#files) : own
    const env = serviceEnvironment(this.#runId, told)
    const { cwd, descriptorLimit } = this.#spec
    const argv = await this.#onDisk(await this.#named(await this.#command()))
    const child = await startChild({ argv, env: { ...env, ...this.#clock() }, cwd, descriptorLimit }, output)
    noteProcess(this.#runId, child.pid)
    this.#pid = child.pid
    child.ended.then(() => {
      this.#pid = undefined
      if (this.#spec.settableClock) forgetClock(child.pid)
    })
    return this.#incarnation(child, env)
  }

  async discard(): Promise<void> {
    this.#over.abort()
    await this.resolver?.[Symbol.asyncDispose]()
    this.resolver = undefined
    if (this.#pid !== undefined) killGroup(this.#pid)
    this.#disk?.close()
    this.#disk = undefined
  }

  reach(address: Address): Address {
    return address
  }

  /** Asked for once: a restart runs the same program, also when its sources have changed meanwhile. */
  async #command(): Promise<readonly string[]> {
    const [program, ...rest] = this.#argv ?? (await this.#spec.program.processArgv())
    if (!this.#argv) this.#writeFiles()
    this.#argv = [findProgram(program ?? ''), ...rest]
    const argv = [...this.#argv, ...(this.#spec.args ?? [])]
    return this.#spec.files ? withFolder(argv, this.#files) : argv
  }

  async #named(argv: readonly string[]): Promise<readonly string[]> {
    const { names } = this.#spec
    if (!names) return argv
    this.resolver ??= await Resolver.open(names)
    return withOwnNames(argv, this.resolver.address, this.#namesFolder)
  }

  async #onDisk(argv: readonly string[]): Promise<readonly string[]> {
    const { disk, cwd } = this.#spec
    if (!disk) return argv
    this.#disk ??= await DiskKeeper.open(disk, this.#runId)
    return this.#disk.command(argv, cwd)
  }

  #clock(): Record<string, string> {
    if (!this.#spec.settableClock) return {}
    return clockEnvironment(faketimeLibrary(), this.#clockFolder)
  }

  #writeFiles(): void {
    const files = Object.entries(allWithFolder(this.#spec.files ?? {}, this.#files))
    if (files.length > 0) mkdirSync(this.#files, { recursive: true })
    for (const [name, text] of files) writeFileSync(join(this.#files, name), text)
  }

  #incarnation({ pid, spawnedAt, ended }: StartedChild, env: Record<string, string>): Incarnation {
    return {
      pid,
      spawnedAt,
      ended,
      signal: async (signal) => send(pid, signal),
      freeze: async () => void send(-pid, 'SIGSTOP'),
      thaw: async () => void send(-pid, 'SIGCONT'),
      frozen: () => isStopped(pid),
      sockets: () => socketsOf(pid),
      memory: () => residentBytes(pid),
      squeeze: (limit) => SqueezeGroup.open(this.#runId, pid, limit),
      exec: async (argv) =>
        capture(await this.#onDisk(withFolder(argv, this.#files)), {
          ...{ env, cwd: this.#spec.cwd, signal: this.#over.signal },
        }),
    }
  }
}

function send(pid: number, signal: NodeJS.Signals): Sent | undefined {
  const at = now()
  return sendTo(pid, signal) ? { at, uncertaintyNs: now() - at } : undefined
}
