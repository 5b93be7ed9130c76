import { get } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { DeploymentReport } from '../../../docker/deploy-service/wire.ts'
import { HarnessError, messageOf } from '../../errors.ts'
import type { ProbeJournal } from '../../probes/journal.ts'

export interface DeploymentWatcherOptions {
  /** The orchestrator itself, not a proxy in front of it. */
  readonly address: { readonly host: string; readonly port: number }
  readonly cadenceMs: number
  readonly journal: Pick<ProbeJournal, 'append'>
}

/** A read without an answer for so long is given up: the orchestrator is away. */
const READ_TIMEOUT_MS = 1_000

/**
 * Reads `GET /deployments` again and again and records every transition once, at the moment that the orchestrator gives. It
 * may go away and come back: what it reports then is recorded then.
 */
export class DeploymentWatcher implements AsyncDisposable {
  /** Never resolves; rejects with a HarnessError when a transition cannot be recorded. */
  readonly failed: Promise<never>
  readonly #options: DeploymentWatcherOptions
  readonly #stop = new AbortController()
  readonly #failure = Promise.withResolvers<never>()
  /** Number of transitions recorded, by deployment. */
  readonly #recorded = new Map<string, number>()
  readonly #ended: Promise<void>

  constructor(options: DeploymentWatcherOptions) {
    this.#options = options
    this.failed = this.#failure.promise
    this.failed.catch(() => {})
    this.#ended = this.#watch()
  }

  /** Reads now. @throws Error when the orchestrator does not answer */
  async readNow(): Promise<void> {
    const body = await read(this.#options.address, this.#stop.signal)
    const { deployments } = JSON.parse(body) as { deployments: DeploymentReport[] }
    for (const report of deployments) this.#record(report)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort()
    await this.#ended
  }

  async #watch(): Promise<void> {
    const { signal } = this.#stop
    while (!signal.aborted) {
      // Away: what it has to tell is kept in its Redis.
      await this.readNow().catch(() => {})
      await sleep(this.#options.cadenceMs, undefined, { signal }).catch(() => {})
    }
  }

  #record({ id, transitions, vms }: DeploymentReport): void {
    const known = this.#recorded.get(id) ?? 0
    this.#recorded.set(id, Math.max(known, transitions.length))
    try {
      for (const { at, state, reason } of transitions.slice(known))
        this.#options.journal.append({
          at,
          kind: 'deployment',
          deployment: id,
          vms: [...vms],
          state,
          ...(reason === undefined ? {} : { reason }),
        })
    } catch (error) {
      this.#failure.reject(new HarnessError(`deployment watcher: ${messageOf(error)}`))
    }
  }
}

function read({ host, port }: DeploymentWatcherOptions['address'], stopped: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.any([stopped, AbortSignal.timeout(READ_TIMEOUT_MS)])
    const request = get({ host, port, path: '/deployments', agent: false, signal }, (answer) => {
      let body = ''
      answer.setEncoding('utf8')
      answer.on('data', (chunk: string) => {
        body += chunk
      })
      answer.on('error', reject)
      answer.on('end', () =>
        answer.statusCode === 200 ? resolve(body) : reject(new Error(`status ${answer.statusCode}`)),
      )
    })
    request.on('error', reject)
  })
}
