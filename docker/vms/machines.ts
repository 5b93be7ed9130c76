import { setTimeout as sleep } from 'node:timers/promises'
import type { ApplicationEvent } from '../deploy-service/wire.ts'

export interface Application {
  readonly deployment: string
  readonly changeSet: string
  readonly by: string
  readonly attempt: number
}

type Listener = (event: ApplicationEvent) => void

/** The application's VMs: each records every change set that it is given, and applies it as often as it is asked to. */
export class Machines {
  readonly #applyMs: number
  readonly #counts = new Map<string, number>()
  readonly #events: ApplicationEvent[] = []
  readonly #listeners = new Set<Listener>()
  readonly #asked = new Map<string, number>()
  #held: { readonly vms: readonly string[]; readonly end: PromiseWithResolvers<void> } | undefined

  constructor(applyMs: number) {
    this.#applyMs = applyMs
  }

  /** Settles when the VM has applied it. Once begun it is carried through, whether or not anybody still waits. */
  async apply(vm: string, what: Application): Promise<void> {
    const application = (this.#counts.get(vm) ?? 0) + 1
    this.#counts.set(vm, application)
    this.#record({ vm, application, state: 'begun', ...what })
    await sleep(this.#applyMs)
    if (this.#held && (this.#held.vms.length === 0 || this.#held.vms.includes(vm)))
      await this.#held.end.promise
    this.#record({ vm, application, state: 'applied', ...what })
  }

  /** A VM that is applying a change set holds it until it is released: one that takes as long as it takes. @param vms none: all */
  hold(vms: readonly string[]): void {
    this.#held ??= { vms, end: Promise.withResolvers() }
  }

  release(): void {
    this.#held?.end.resolve()
    this.#held = undefined
  }

  /** What the VMs have of a deployment: the newest state of each that was ever given it. */
  having(deployment: string): Record<string, ApplicationEvent['state']> {
    this.#asked.set(deployment, this.asked(deployment) + 1)
    const own = this.#events.filter((event) => event.deployment === deployment)
    return Object.fromEntries(own.map(({ vm, state }) => [vm, state]))
  }

  /** How often somebody has asked what the VMs have of a deployment. */
  asked(deployment: string): number {
    return this.#asked.get(deployment) ?? 0
  }

  /** Gives everything recorded so far, then what comes; returns the way to stop that. */
  follow(listener: Listener): () => void {
    for (const event of this.#events) listener(event)
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  #record(event: Omit<ApplicationEvent, 'at'>): void {
    const stamped = { at: Number(process.hrtime.bigint()), ...event }
    this.#events.push(stamped)
    for (const listener of this.#listeners) listener(stamped)
  }
}
