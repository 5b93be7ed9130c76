import { MissingPartError } from '../../errors.ts'
import { writeNameFiles } from '../names/own-names.ts'
import { Resolver } from '../names/resolver.ts'
import { networkOf } from '../packets/network-place.ts'
import type { Engine } from './engine.ts'
import { visibleInit } from './visible-init.ts'

interface NamesOptions {
  readonly service: string
  /** IPv4 addresses by name. */
  readonly names: Readonly<Record<string, string>>
  /** Of this machine, for the files that the container reads in place of its own. */
  readonly folder: string
  readonly engine: Engine
  /** Id of the container in whose network namespace the service runs, and which outlives it. */
  readonly holder: () => Promise<string>
}

/** The DNS server of a service in a container: a socket of the harness in the network namespace of the service. */
export class NamesInContainer {
  readonly #options: NamesOptions
  #opening: Promise<Resolver> | undefined
  resolver: Resolver | undefined

  constructor(options: NamesOptions) {
    this.#options = options
  }

  /**
   * Opens the server when it is first asked for, and keeps it over restarts.
   * @returns files of this machine that the container sees, by their paths in it
   * @throws MissingPartError where the container's processes cannot be seen from here
   */
  async mounts(): Promise<Readonly<Record<string, string>>> {
    this.#opening ??= this.#open()
    this.resolver = await this.#opening
    const files = writeNameFiles(this.resolver.address, this.#options.folder)
    return { '/etc/resolv.conf': files.resolver, '/etc/nsswitch.conf': files.order }
  }

  async close(): Promise<void> {
    const opened = await this.#opening?.catch(() => undefined)
    await opened?.[Symbol.asyncDispose]()
  }

  async #open(): Promise<Resolver> {
    const { engine, holder, service, names } = this.#options
    const id = await holder()
    const { State } = await engine.call(`inspect ${service}`, engine.docker.getContainer(id).inspect())
    if (!(await visibleInit(State.Pid, id)))
      throw new MissingPartError(
        `${service} has names of its own, which need an engine of this machine, or --runtime processes`,
      )
    return Resolver.open(names, networkOf(State.Pid))
  }
}
