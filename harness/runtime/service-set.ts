import { join } from 'node:path'
import { HarnessError } from '../errors.ts'
import type { Driver } from './driver.ts'
import { LogBook } from './log-book.ts'
import { own } from './owned.ts'
import type { RuntimeOptions, ServiceSpec } from './runtime.ts'
import { ManagedService } from './service.ts'

/** The services of one runtime, started and taken down together. */
export class ServiceSet {
  readonly #options: RuntimeOptions
  readonly #services = new Map<string, ManagedService>()
  #disposed = false

  constructor(options: RuntimeOptions) {
    this.#options = options
  }

  /** All has been taken down, or is being: nothing starts any more. */
  get disposed(): boolean {
    return this.#disposed
  }

  /** In the order of their start. */
  get all(): readonly ManagedService[] {
    return [...this.#services.values()]
  }

  /** Starts a service and waits until it is ready. A service that does not get there leaves nothing behind. */
  async start(spec: ServiceSpec, driver: Driver): Promise<ManagedService> {
    if (this.#disposed)
      throw new HarnessError(`${spec.name} cannot be started: the runtime has been taken down`)
    if (this.#services.has(spec.name))
      throw new HarnessError(`a service named ${spec.name} exists already in this runtime`)
    const book = new LogBook(join(this.#options.logDir, `${spec.name}.log`))
    const service = own(new ManagedService(spec, driver, book, this.#options))
    this.#services.set(spec.name, service)
    try {
      await service.begin()
    } catch (error) {
      // What could not be removed now is tried again when the runtime is disposed; the first error is the one that explains.
      await service.dispose().catch(() => {})
      this.#services.delete(spec.name)
      throw error
    }
    return service
  }

  /** Ends and removes every service at once. Rejects with the first failure after all have been tried. */
  async dispose(): Promise<void> {
    this.#disposed = true
    const outcomes = await Promise.allSettled([...this.#services.values()].map((one) => one.dispose()))
    const failed = outcomes.find((outcome) => outcome.status === 'rejected')
    if (failed) throw failed.reason
  }
}
