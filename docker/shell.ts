import type { Options } from 'zx/core'

/** Lines of a command's output that explain why it failed. */
const explaining = 3

/** Not detached: Ctrl-C ends what runs here, too. */
const options: Partial<Options> = {
  quiet: true,
  nothrow: true,
  detached: false,
  stdio: ['ignore', 'pipe', 'pipe'],
}

interface ShellOptions {
  /** Default: that of this process. */
  readonly cwd?: string
  /** Besides that of this process. */
  readonly env?: NodeJS.ProcessEnv
  /** The command is ended after so long. Default: never. */
  readonly timeout?: '5s'
}

/**
 * Runs a command line to its end: shell({ cwd })`git apply ${file}`. Each value is one word, each list as many words as it has; nothing in
 * them means anything to the shell.
 * @returns what it wrote to stdout
 * @throws Error in one line that has the exit code and the last lines of output, when it fails
 */
export const shell =
  ({ cwd, env = {}, timeout }: ShellOptions = {}) =>
  async (pieces: TemplateStringsArray, ...values: (string | readonly string[])[]): Promise<string> => {
    // Loaded with the first command: most starts of gameday run none.
    const { $ } = await import('zx/core')
    const run = $({
      ...options,
      ...(cwd !== undefined && { cwd }),
      ...(timeout !== undefined && { timeout }),
      env: { ...process.env, ...env },
    })
    const { exitCode, stdout, stdall } = await run(pieces, ...values)
    if (exitCode === 0) return stdout
    const last = stdall.trim().split('\n').slice(-explaining).join(' | ')
    throw new Error(`${pieces[0]?.trim().split(' ')[0] || values[0]} failed (exit code ${exitCode}): ${last}`)
  }
