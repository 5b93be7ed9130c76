import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { HarnessError, messageOf } from '../../errors.ts'

/** What a process of the bench answers to, by name. */
// biome-ignore lint/suspicious/noExplicitAny: each caller states the types of its own call
type Calls = Record<string, (...args: any[]) => unknown>

interface Answer {
  readonly id: number
  readonly result?: unknown
  readonly error?: string
}

/** In a process started by `CallProcess`: answers its calls; ends when the other side has gone. */
export function serveCalls(calls: Calls): void {
  process.on('message', async ({ id, name, args }: { id: number; name: string; args: unknown[] }) => {
    try {
      process.send!({ id, result: await calls[name]!(...args) })
    } catch (error) {
      process.send!({ id, error: messageOf(error) })
    }
  })
  process.on('disconnect', () => process.exit(0))
}

/** A process of its own that answers calls, so that what it does is counted apart. */
export class CallProcess implements AsyncDisposable {
  readonly #child: ChildProcess
  #calls = 0

  /** @param file beside this one */
  constructor(file: string) {
    this.#child = fork(fileURLToPath(new URL(file, import.meta.url)), { serialization: 'advanced' })
    this.#child.setMaxListeners(0)
  }

  get pid(): number {
    return this.#child.pid!
  }

  /** @throws HarnessError when the call fails or the process ends */
  call<T>(name: string, ...args: unknown[]): Promise<T> {
    const id = this.#calls++
    return new Promise((resolve, reject) => {
      const settle = () => {
        this.#child.off('message', answered).off('exit', gone)
      }
      const answered = (answer: Answer) => {
        if (answer.id !== id) return
        settle()
        if (answer.error === undefined) resolve(answer.result as T)
        else reject(new HarnessError(`${name}: ${answer.error}`))
      }
      const gone = () => {
        settle()
        reject(new HarnessError(`the process to ${name} has ended`))
      }
      this.#child.on('message', answered).on('exit', gone)
      this.#child.send({ id, name, args })
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    this.#child.disconnect()
    await once(this.#child, 'exit')
  }
}
