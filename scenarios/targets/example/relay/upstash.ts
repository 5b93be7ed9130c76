import { setTimeout as sleep } from 'node:timers/promises'

/** A command that was not carried out, as far as is known. */
export class DirectoryError extends Error {
  override readonly name = 'DirectoryError'
}

/** A Redis that is reached over HTTP, by the REST protocol of Upstash. */
export class Upstash {
  readonly #url: string
  readonly #headers: Record<string, string>
  readonly #limitMs: number

  /** @param limitMs longest wait for the answer to a command. */
  constructor(url: string, token: string, limitMs: number) {
    this.#url = url
    this.#headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    this.#limitMs = limitMs
  }

  /**
   * Sends one command, which must be one that may be carried out twice: it is sent again when a kept connection turns out to be dead.
   * @throws DirectoryError with the reason.
   */
  async send<T>(command: readonly (string | number)[]): Promise<T> {
    const body = JSON.stringify(command)
    const signal = AbortSignal.timeout(this.#limitMs)
    try {
      return await this.#post<T>(body, signal).catch(async (error: unknown) => {
        if (!isBroken(error) || signal.aborted) throw error
        await sleep(10)
        return this.#post<T>(body, signal)
      })
    } catch (error) {
      if (error instanceof DirectoryError) throw error
      throw new DirectoryError(signal.aborted ? `no answer within ${this.#limitMs} ms` : plain(error))
    }
  }

  async #post<T>(body: string, signal: AbortSignal): Promise<T> {
    const response = await fetch(this.#url, { method: 'POST', headers: this.#headers, body, signal })
    const answer = (await response.json()) as { result?: T; error?: string }
    if (answer.error !== undefined) throw new DirectoryError(answer.error)
    if (!response.ok) throw new DirectoryError(`HTTP ${response.status}`)
    return answer.result as T
  }
}

function causeOf(error: unknown): string | undefined {
  return (error as { cause?: { code?: string } }).cause?.code
}

function isBroken(error: unknown): boolean {
  return ['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'].includes(causeOf(error) ?? '')
}

/** The message of `fetch` says no more than that it failed. */
function plain(error: unknown): string {
  return causeOf(error) ?? (error instanceof Error ? error.message : String(error))
}
