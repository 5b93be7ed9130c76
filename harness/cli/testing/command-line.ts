import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** The command line's program. */
export const main = fileURLToPath(new URL('../main.ts', import.meta.url))

/** How a command ended, and all that it printed. */
export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface Options {
  /** Variables besides those of `userEnvironment`. */
  readonly env?: Readonly<Record<string, string>>
  /** Called with everything printed so far whenever something is printed. */
  readonly onOutput?: (output: string, child: ChildProcessWithoutNullStreams) => void
}

/** Variables by which vitest, or the run that a test is part of, would change what a command does or how it looks. */
const ofTheTest = /^(GAMEDAY_.*|VITEST.*|NODE_OPTIONS|FORCE_COLOR|NO_COLOR|CI)$/

/** The environment as the shell of a user has it. */
export function userEnvironment(): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !ofTheTest.test(name)))
}

/**
 * Runs the command line as a user does, in a process group of its own, as a shell gives it to a command: a terminal's Ctrl-C
 * goes to all of it.
 */
export function gameday(args: readonly string[], { env, onOutput }: Options = {}): Promise<Ended> {
  const child = spawn(process.execPath, [main, ...args], {
    detached: true,
    env: { ...userEnvironment(), ...env },
  })
  let [stdout, stderr] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
    onOutput?.(stdout + stderr, child)
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
    onOutput?.(stdout + stderr, child)
  })
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, stdout, stderr })))
}
