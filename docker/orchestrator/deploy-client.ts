import { request } from 'node:http'
import type { DeployRequest, Rollout } from '../deploy-service/wire.ts'

export interface Answer {
  readonly status: number
  readonly body: string
}

/** The deploy service as the orchestrator reaches it, through the proxy. */
export class DeployClient {
  readonly #url: string
  readonly #deadlineMs: number | undefined

  /** @param deadlineMs of each call; none in the current version: the proxy has one. */
  constructor(url: string, deadlineMs?: number) {
    this.#url = url
    this.#deadlineMs = deadlineMs
  }

  /** Answers when the rollout has ended. @throws Error when the connection breaks (ECONNRESET, ECONNREFUSED) */
  start(order: DeployRequest): Promise<Answer> {
    return this.#call('POST', '/deployments', JSON.stringify(order))
  }

  /** What the deploy service knows; undefined when it has never heard of the deployment. @throws Error when it does not say */
  async state(id: string): Promise<Rollout | undefined> {
    const { status, body } = await this.#call('GET', `/deployments/${encodeURIComponent(id)}`)
    if (status === 404) return undefined
    if (status !== 200) throw new HttpError(status)
    return JSON.parse(body) as Rollout
  }

  #call(method: string, path: string, body = ''): Promise<Answer> {
    const { promise, resolve, reject } = Promise.withResolvers<Answer>()
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
    const signal = this.#deadlineMs === undefined ? undefined : AbortSignal.timeout(this.#deadlineMs)
    const options = { method, headers, agent: false, ...(signal && { signal }) }
    const outgoing = request(new URL(path, this.#url), options, (answer) => {
      const chunks: Buffer[] = []
      answer.on('data', (chunk: Buffer) => chunks.push(chunk))
      answer.on('error', reject)
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body: String(Buffer.concat(chunks)) }))
    })
    outgoing.on('error', reject)
    outgoing.end(body)
    return promise
  }
}

/** An answer that is no success; the text is what the job's failure says. */
export class HttpError extends Error {
  override readonly name = 'HttpError'
  readonly status: number

  constructor(status: number) {
    super(`the deploy service's proxy answered ${status}`)
    this.status = status
  }
}
