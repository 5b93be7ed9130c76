import { spawn } from 'node:child_process'
import { cpSync, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { HarnessError } from '../errors.ts'
import { type Execution, readExecutions } from './verdicts.ts'

const signals = ['SIGINT', 'SIGTERM'] as const

export interface RunOptions {
  /** `compressed` or `production`. */
  readonly profile: string
  /** Aborted by Ctrl-C: what has run by then is not judged. */
  readonly signal: AbortSignal
  /** A folder to which the report of the run is copied. */
  readonly keep?: string
}

/** Runs scenarios of a checkout on local processes, on the current version only, in one invocation of gameday. */
export async function runScenarios(
  checkout: string,
  ids: readonly string[],
  { profile, signal, keep }: RunOptions,
): Promise<Execution[]> {
  signal.throwIfAborted()
  const out = join(checkout, 'reports', 'mutant')
  const args = [
    ...['run', ...ids, '--runtime', 'processes', '--no-broken', '--profile', profile, '--out', out],
    // What else the machine does says nothing of a mutant.
    ...['--retry-inconclusive', '2'],
  ]
  const said = await gameday(checkout, args)
  signal.throwIfAborted()
  const results = join(out, 'results.json')
  if (keep !== undefined && existsSync(out)) cpSync(out, keep, { recursive: true })
  if (!existsSync(results)) throw new HarnessError(`gameday left no results: ${said}`)
  return readExecutions(readFileSync(results, 'utf8'))
}

/**
 * In a process group of its own, so that each Ctrl-C comes to it once and through us: the first has it heal and report, the second leave.
 * @returns the last line on stderr, for the case that there is nothing else
 */
async function gameday(checkout: string, args: readonly string[]): Promise<string> {
  const argv = [join(checkout, 'harness/cli/main.ts'), ...args]
  const child = spawn(process.execPath, argv, {
    cwd: checkout,
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, NO_COLOR: '1' },
  })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-4_000)
  })
  const passOn = (signal: NodeJS.Signals) => child.kill(signal)
  for (const signal of signals) process.on(signal, passOn)
  try {
    await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve))
  } finally {
    for (const signal of signals) process.off(signal, passOn)
  }
  return said.trim().split('\n').at(-1) ?? ''
}
