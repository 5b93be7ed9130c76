import { spawn } from 'node:child_process'
import { cpSync, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { HarnessError } from '../errors.ts'
import { type Execution, readExecutions } from './verdicts.ts'

export interface RunOptions {
  /** `compressed` or `production`. */
  readonly profile: string
  /** Ends the run: gameday heals, reports and leaves. */
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
  const out = join(checkout, 'reports', 'mutant')
  const args = ['run', ...ids, '--runtime', 'processes', '--no-known-bad', '--profile', profile, '--out', out]
  const said = await gameday(checkout, args, signal)
  signal.throwIfAborted()
  const results = join(out, 'results.json')
  if (keep !== undefined && existsSync(out)) cpSync(out, keep, { recursive: true })
  if (!existsSync(results)) throw new HarnessError(`gameday left no results: ${said}`)
  return readExecutions(readFileSync(results, 'utf8'))
}

/**
 * In a process group of its own, so that Ctrl-C comes to it once and through us.
 * @returns the last line on stderr, for the case that there is nothing else
 */
function gameday(checkout: string, args: readonly string[], signal: AbortSignal): Promise<string> {
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
  const interrupt = () => child.kill('SIGINT')
  signal.addEventListener('abort', interrupt, { once: true })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', () => {
      signal.removeEventListener('abort', interrupt)
      resolve(said.trim().split('\n').at(-1) ?? '')
    })
  })
}
