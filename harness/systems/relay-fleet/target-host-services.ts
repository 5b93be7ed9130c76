import {
  HarnessError,
  MissingPartError,
  messageOf,
  portInUse,
  type Runtime,
  type Service,
  type templates,
} from '../../door.ts'
import type { RelayTarget, TargetService } from './target/schema.ts'
import { serviceSpec } from './target/service-spec.ts'

/** Host programs that start at the same time: a Docker engine that is asked for a hundred containers at once answers nobody for 20 s. */
const STARTS_AT_ONCE = 12

const isServiceName = /^[a-z0-9][a-z0-9-]{0,40}$/

/** The processes that play a target's hosts: starts them, ends them, and tells when one has ended by itself. */
export class TargetHostServices {
  /** Never resolves; rejects when nothing more can be known of hosts. */
  readonly failed: Promise<never>
  readonly #runtime: Runtime
  readonly #target: RelayTarget
  readonly #names: Readonly<Record<string, string>>
  readonly #failure = Promise.withResolvers<never>()
  readonly #starting = new Set<Promise<Service>>()
  /** Services whose end is our own doing. */
  readonly #ended = new Set<Service>()
  /** Each start waits for the one before it in its row. */
  readonly #rows: Promise<unknown>[] = Array.from({ length: STARTS_AT_ONCE }, () => Promise.resolve())
  #leaving = false

  /** @param names addresses by the public names that hosts ask for */
  constructor(runtime: Runtime, target: RelayTarget, names: Readonly<Record<string, string>> = {}) {
    this.#runtime = runtime
    this.#target = target
    this.#names = names
    this.failed = this.#failure.promise
    this.failed.catch(() => {})
  }

  /**
   * @param wanted name of the service; an id may hold what no container and no folder can be called
   * @param where the program is described: `host`
   */
  start(wanted: string, where: string, service: TargetService, values: templates.Values): Promise<Service> {
    const name = isServiceName.test(wanted) ? wanted : `host-process-${this.#starting.size + 1}`
    const starting = this.#start(name, where, service, values)
    this.#starting.add(starting)
    this.watch(starting)
    return starting
  }

  /** Ends a process for good. Resolves when it has ended. */
  async end(service: Service): Promise<void> {
    this.#ended.add(service)
    await service.kill()
  }

  /** What fails here fails nobody's call: the fleet is told. */
  watch(acting: Promise<unknown>): void {
    acting.catch((error: unknown) =>
      this.#failure.reject(
        error instanceof HarnessError || error instanceof MissingPartError
          ? error
          : new HarnessError(messageOf(error)),
      ),
    )
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#leaving = true
    await Promise.allSettled(this.#starting)
  }

  async #start(
    name: string,
    where: string,
    service: TargetService,
    values: templates.Values,
  ): Promise<Service> {
    const { main } = await this.#runtime.reserve(name, ['main'])
    const plan = { name, where, service, address: main!, values, names: this.#names }
    const { ports: _, ...spec } = serviceSpec(this.#target, plan)
    // A host listens nowhere unless its ready check says so.
    const ports = 'log' in service.ready ? {} : { main: main! }
    const row = (this.#starting.size - 1) % STARTS_AT_ONCE
    const starting = this.#rows[row]!.then(() => this.#runtime.start({ ...spec, ports }))
    this.#rows[row] = starting.catch(() => {})
    const started = await starting
    this.watch(this.#untilEnd(started))
    return started
  }

  /** When a host program ends by itself, nothing more can be known of its hosts. */
  async #untilEnd(service: Service): Promise<void> {
    const { code } = await service.exited
    if (this.#leaving || this.#ended.has(service)) return
    const last = service.logs().findLast(({ text }) => text.trim() !== '')?.text ?? 'it printed nothing'
    const taken = portInUse(service.logs(), service.spec.ports)
    throw new HarnessError(
      `${service.name} ended by itself with code ${code}; ${taken ? `${taken} ` : ''}its last line: ${last}`,
    )
  }
}
