import { spawn } from 'node:child_process'
import { HarnessError } from '../errors.ts'
import type { ExecResult } from './runtime.ts'

/** A command beside a service is a look or a nudge; one that needs longer is killed. */
const COMMAND_MS = 60_000

/** Runs a local command to its end. A program that does not exist gives code 127, as in a shell. */
export function capture(
  argv: readonly string[],
  options: {
    readonly env: Readonly<Record<string, string>>
    readonly cwd?: string | undefined
    /** Kills the command. */
    readonly signal?: AbortSignal
  },
): Promise<ExecResult> {
  const [file, ...args] = argv
  if (file === undefined) throw new HarnessError('no command was given')
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'], timeout: COMMAND_MS })
    const output = { stdout: '', stderr: '' }
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream].setEncoding('utf8').on('data', (chunk: string) => {
        output[stream] += chunk
      })
    }
    child.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') resolve({ code: 127, stdout: '', stderr: `${file}: not found` })
      else reject(new HarnessError(`${file} could not be run: ${error.message}`))
    })
    child.on('close', (code) => resolve({ code: code ?? 128, ...output }))
  })
}
