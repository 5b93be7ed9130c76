import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Writable } from 'node:stream'
import { codeFile } from '../../../docker/paths.ts'
import { compileCacheEnvironment } from '../../compile-cache.ts'
import { enginesOfRun } from '../engines-of-run.ts'
import { forgetRun, recordRun } from '../runs.ts'
import { RUN_VARIABLE } from '../state.ts'
import { withDeadline } from '../wait.ts'
import { markThisProcess, unmark } from './mark.ts'

/** After a normal end the reaper looks once, which takes a tenth of a second; removing what a dead worker left may take seconds. */
const LEAVE_MS = 10_000

/** A reaper that is killed is started again so often; one that cannot live is given up. */
const RESTARTS_MAX = 20

/** The process that removes what a run left when its harness dies. Dispose it last, when everything was taken down. */
export interface Reaper extends AsyncDisposable {
  /** Of the one that lives now. */
  readonly pid: number
}

/**
 * Starts the reaper of a run, and another one when it is killed. Start it before anything else of the run: what dies unseen
 * before stays. It does not keep the harness alive, and it survives the harness's death by any signal. From here on,
 * everything that this process starts bears the mark of the run.
 */
export async function startReaper({ runId }: { readonly runId: string }): Promise<Reaper> {
  await recordRun(runId)
  let [leaving, restarts] = [false, 0]
  const begin = (): ChildProcessByStdio<Writable, null, null> =>
    spawnReaper(runId).on('exit', () => {
      if (leaving || restarts++ >= RESTARTS_MAX) return
      child = begin()
      void unmark(child.pid!)
    })
  let child = begin()
  // A run inside another one has that one's mark, which its reaper must not bear.
  await unmark(child.pid!)
  await markThisProcess(runId)
  return {
    get pid() {
      return child.pid!
    },
    [Symbol.asyncDispose]: async () => {
      leaving = true
      await unmark(process.pid)
      if (await dismiss(child, runId)) await forgetRun(runId)
    },
  }
}

function spawnReaper(runId: string): ChildProcessByStdio<Writable, null, null> {
  const env: NodeJS.ProcessEnv = { ...process.env, ...compileCacheEnvironment() }
  // The reaper looks for this mark: it must not bear it itself, nor that of a run around this one.
  delete env[RUN_VARIABLE]
  const child = spawn(process.execPath, [codeFile('harness/runtime/reaper/main'), runId], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
    env,
    cwd: '/',
  })
  child.unref()
  // The pipe is a socket of Node's; it alone would keep the harness running.
  ;(child.stdin as unknown as { unref(): void }).unref()
  child.stdin.on('error', () => {})
  return child
}

/**
 * Tells the reaper that the run ended in good order, and waits until it has looked once more.
 * @returns whether it has nothing left to do: it may wait for a node that is away
 */
async function dismiss(child: ChildProcessByStdio<Writable, null, null>, runId: string): Promise<boolean> {
  if (child.exitCode !== null || child.signalCode !== null) return true
  const exited = once(child, 'exit')
  child.stdin.end('done')
  return withDeadline(exited, LEAVE_MS, () => new Error('late')).then(
    () => true,
    async () => {
      if ((await enginesOfRun(runId)).length > 0) return false
      child.kill('SIGKILL')
      return true
    },
  )
}
