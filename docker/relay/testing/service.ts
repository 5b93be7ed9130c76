import { type ChildProcess, spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import type { ServiceName } from '../../image-plan.ts'

export interface LogLine {
  readonly at: number
  readonly msg: string
  readonly [field: string]: unknown
}

export interface Exited {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  /** Monotonic ns at which the exit was noticed. */
  readonly at: number
}

/** A child process of one test, killed when the test ends. */
export class Service {
  /** What it wrote to stdout: every line, and those that are JSON taken apart. */
  readonly output: string[] = []
  readonly lines: LogLine[] = []
  readonly exited: Promise<Exited>
  stderr = ''
  readonly #child: ChildProcess
  readonly #name: string

  constructor(name: string, argv: readonly string[], env: Record<string, string> = {}) {
    this.#name = name
    const [command = '', ...args] = argv
    const child = spawn(command, args, { env: { PATH: process.env.PATH, ...env }, stdio: 'pipe' })
    this.#child = child
    child.stderr.on('data', (data) => {
      this.stderr += String(data)
    })
    createInterface(child.stdout).on('line', (line) => {
      this.output.push(line)
      if (line.startsWith('{')) this.lines.push(JSON.parse(line) as LogLine)
    })
    this.exited = new Promise((resolve) => {
      child.once('exit', (code, signal) => resolve({ code, signal, at: Number(process.hrtime.bigint()) }))
    })
    onTestFinished(async () => {
      child.kill('SIGKILL')
      await this.exited
    })
  }

  get pid(): number {
    return this.#child.pid as number
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal)
  }

  /** The first log line of the kind, now or later. */
  async line(msg: string, fields: Record<string, unknown> = {}): Promise<LogLine> {
    const fits = (line: LogLine): boolean =>
      line.msg === msg && Object.entries(fields).every(([name, value]) => line[name] === value)
    return until(`${this.#name} logs ${msg}`, () => {
      if (this.#child.exitCode !== null && this.lines.find(fits) === undefined)
        throw new Error(
          `${this.#name} ended with ${this.#child.exitCode} before it logged ${msg}: ${this.stderr}`,
        )
      return this.lines.find(fits)
    })
  }
}

/** A service of this repository, run from its source. */
export function startNode(name: ServiceName, env: Record<string, string>): Service {
  const main = fileURLToPath(new URL(`../../${name}/main.ts`, import.meta.url))
  return new Service(name, [process.execPath, main], env)
}

/** Waits until `look` gives something; the limit is generous, since it only tells a hang from a wait. */
export async function until<T>(
  what: string,
  look: () => T | undefined | false | null | Promise<T | undefined | false | null>,
  limitMs = 20_000,
): Promise<T> {
  const end = performance.now() + limitMs
  for (;;) {
    const seen = await look()
    if (seen !== undefined && seen !== false && seen !== null) return seen
    if (performance.now() > end) throw new Error(`not within ${limitMs} ms: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

/** A loopback port that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve((address as { port: number }).port))
    })
  })
}
