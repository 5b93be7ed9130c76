import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { compileCacheEnvironment } from '../../compile-cache.ts'
import { forgetRun, recordRun } from '../runs.ts'
import { RUN_VARIABLE } from '../state.ts'
import { withDeadline } from '../wait.ts'

/** After a normal end the reaper looks once, which takes a tenth of a second; removing what a dead worker left may take seconds. */
const LEAVE_MS = 10_000

/** The process that removes what a run left when its harness dies. Dispose it last, when everything was taken down. */
export interface Reaper extends AsyncDisposable {
  readonly pid: number
}

/**
 * Starts the reaper of a run. Start it before anything else of the run: what dies unseen before stays. It does not keep
 * the harness alive, and it survives the harness's death by any signal.
 */
export async function startReaper({ runId }: { readonly runId: string }): Promise<Reaper> {
  await recordRun(runId)
  const env: NodeJS.ProcessEnv = { ...process.env, ...compileCacheEnvironment() }
  // The reaper looks for this mark: it must not bear it itself, nor that of a run around this one.
  delete env[RUN_VARIABLE]
  const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts'), runId], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
    env,
    cwd: '/',
  })
  const exited = once(child, 'exit')
  child.unref()
  // The pipe is a socket of Node's; it alone would keep the harness running.
  ;(child.stdin as unknown as { unref(): void }).unref()
  child.stdin.on('error', () => {})
  return {
    pid: child.pid!,
    [Symbol.asyncDispose]: async () => {
      child.stdin.end('done')
      await withDeadline(exited, LEAVE_MS, () => new Error('late')).catch(() => child.kill('SIGKILL'))
      await forgetRun(runId)
    },
  }
}
