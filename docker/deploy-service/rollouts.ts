import { randomBytes } from 'node:crypto'
import { log, reasonOf } from '../relay/log.ts'
import type { DeployServiceConfig } from './config.ts'
import type { Records } from './records.ts'
import { leftOver, rollOut } from './roll-out.ts'
import type { VmsClient } from './vms-client.ts'
import { type DeployRequest, isTerminal, type Rollout } from './wire.ts'
import type { Turn } from './workers.ts'

/** Carries deployments out: in the current version each of them once, whatever is asked how often. */
export class Rollouts {
  readonly #config: DeployServiceConfig
  readonly #records: Records
  readonly #vms: VmsClient
  /** Tells this life of the service from its former ones. */
  readonly #life = randomBytes(2).toString('hex')
  readonly #live = new Map<string, Promise<Rollout>>()

  constructor(config: DeployServiceConfig, records: Records, vms: VmsClient) {
    this.#config = config
    this.#records = records
    this.#vms = vms
  }

  /** Undefined for a deployment that nobody has ever asked for. */
  async state(id: string): Promise<Rollout | undefined> {
    const record = await this.#records.read(id)
    if (!record) return undefined
    if (record.state === 'running' && !this.#live.has(id)) return { id, state: 'interrupted' }
    return { id, ...record }
  }

  /** Carries the deployment out, joins one that is under way, or says what became of it. */
  async start(order: DeployRequest, turn: Turn): Promise<Rollout> {
    const again = this.#config.options.stateCheck === 'none'
    const live = this.#live.get(order.id)
    if (live && !again) return live
    const running = this.#carryOut(order, turn, again)
    this.#live.set(order.id, running)
    try {
      return await running
    } finally {
      if (this.#live.get(order.id) === running) this.#live.delete(order.id)
    }
  }

  async #carryOut(order: DeployRequest, { worker, signal }: Turn, again: boolean): Promise<Rollout> {
    const { id } = order
    const { constants, options } = this.#config
    const parts = { vms: this.#vms, constants, by: `${this.#life}/worker-${worker}`, signal }
    const known = again ? undefined : await this.#records.read(id)
    if (known && isTerminal(known)) return { id, ...known }
    await this.#records.write(id, { state: 'running' })
    log('rollout begun', { id, worker, attempt: order.attempt, resumed: known !== undefined })
    const record = await rollOut(
      order,
      known ? await leftOver(order, parts, options.resume) : order.vms,
      parts,
    ).then(
      () => ({ state: 'succeeded' as const }),
      (error: unknown) => {
        // A killed worker says nothing more: what it leaves behind is interrupted, not failed.
        signal.throwIfAborted()
        return { state: 'failed' as const, reason: reasonOf(error) }
      },
    )
    await this.#records.write(id, record)
    log('rollout ended', { id, ...record })
    return { id, ...record }
  }
}
