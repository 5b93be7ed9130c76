import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Readable } from 'node:stream'
import { HarnessError } from '../../errors.ts'
import { findProgram } from '../processes/program.ts'
import { withDeadline } from '../wait.ts'

/** strace attaches to a hundred threads within 0.1 s. */
const STRACE_MS = 5_000

/** What strace writes behind a call that it has tampered with. */
const tampered = /\((?:INJECTED|DELAYED)\)$/

/**
 * A running strace that tampers with one system call of a process and all of its threads. The kernel kills it when the harness
 * dies, however it dies, and lets the process go on.
 */
export class SystemCallTracer {
  readonly #strace: ChildProcessByStdio<null, null, Readable>
  readonly #attached = Promise.withResolvers<void>()
  readonly #onTampered: () => void
  #rest = ''
  #count = 0

  private constructor(pid: number, call: string, tampering: string, onTampered: () => void) {
    this.#onTampered = onTampered
    const filters = [`--trace=${call}`, `--inject=${call}:${tampering}`, '--signal=none']
    const strace = [findProgram('strace'), '--follow-forks', ...filters, `--attach=${pid}`]
    this.#strace = spawn(findProgram('setpriv'), ['--pdeathsig', 'KILL', ...strace], {
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    this.#strace.stderr.setEncoding('utf8').on('data', (chunk: string) => this.#hear(chunk))
    this.#strace.on('error', (error) => this.#attached.reject(error))
    this.#strace.on('exit', () =>
      this.#attached.reject(new HarnessError(`strace ended: ${this.#rest.trim() || 'it said nothing'}`)),
    )
  }

  /**
   * Attaches; resolves when every call is tampered with.
   * @param tampering as strace's `--inject` takes it: `error=EIO`, `delay_enter=200ms`
   * @param onTampered called for each call that was tampered with
   * @throws HarnessError with strace's own words
   */
  static async attach(
    pid: number,
    call: string,
    tampering: string,
    onTampered: () => void,
  ): Promise<SystemCallTracer> {
    const tracer = new SystemCallTracer(pid, call, tampering, onTampered)
    const late = () => new HarnessError(`strace did not attach to process ${pid} within ${STRACE_MS} ms`)
    await withDeadline(tracer.#attached.promise, STRACE_MS, late).catch(async (error: unknown) => {
      await tracer.detach()
      throw error
    })
    return tracer
  }

  /** Calls that it has tampered with so far. */
  get count(): number {
    return this.#count
  }

  /** Detaches: from here on calls are as they were. Harmless when it has ended. */
  async detach(): Promise<void> {
    const { exitCode, signalCode, pid } = this.#strace
    if (exitCode !== null || signalCode !== null || pid === undefined) return
    const ended = once(this.#strace, 'close')
    this.#strace.kill('SIGINT')
    await withDeadline(ended, STRACE_MS, () => new Error('late')).catch(() => this.#strace.kill('SIGKILL'))
  }

  #hear(chunk: string): void {
    const lines = (this.#rest + chunk).split('\n')
    this.#rest = lines.pop()!
    for (const line of lines) {
      if (/: Process \d+ attached/.test(line)) this.#attached.resolve()
      else if (/^\S*strace: /.test(line)) this.#attached.reject(new HarnessError(line))
      if (!tampered.test(line)) continue
      this.#count++
      this.#onTampered()
    }
  }
}
