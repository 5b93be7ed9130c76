import { loadBuiltIn } from '../built-in.ts'
import { markThisProcess } from '../runtime/reaper/mark.ts'
import { askNoProxy } from '../setup/proxies.mjs'
import { openToUsers } from '../users-imports.ts'
import { whenRegistered } from './define.ts'
import { readSetting } from './setting.ts'
import { registerTests } from './vitest-glue.ts'

/**
 * Runs in every vitest worker of the scenarios, before their files. A terminal's Ctrl-C reaches workers too: they must go on, so that
 * the run can be aborted through vitest, heal its faults and report. Without its main process a worker has no more to do.
 */
if (!process.env.GAMEDAY_WORKER) {
  // One worker runs several scenario files, and this before each.
  process.env.GAMEDAY_WORKER = '1'
  askNoProxy()
  const { root } = readSetting()
  if (root !== undefined) process.chdir(root)
  // What a worker starts is told from what others of the run start: it ends with the worker.
  if (process.env.GAMEDAY_RUN_ID) await markThisProcess(process.env.GAMEDAY_RUN_ID)
  process.on('SIGINT', () => {})
  process.on('disconnect', () => process.exit(1))
  openToUsers()
  // Not by the door: a file that calls `require` could not wait for it.
  await loadBuiltIn()
  whenRegistered(registerTests)
}
