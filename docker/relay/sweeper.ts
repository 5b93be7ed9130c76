import type { RelayOptions } from './config.ts'
import type { RelayConstants } from './constants.ts'
import type { Directory } from './directory.ts'
import type { Lifecycle } from './lifecycle.ts'
import { log, reasonOf } from './log.ts'

/**
 * Removes expired directory entries, those of relays that never came back among them, at every interval.
 * @param form `early` is a broken variant: so are those that have no more than half their time left
 */
export function startSweeper(
  directory: Directory,
  lifecycle: Lifecycle,
  constants: RelayConstants,
  form: RelayOptions['sweep'],
): void {
  const aheadMs = form === 'early' ? constants.directoryTtlMs / 2 : 0
  const sweep = async (): Promise<void> => {
    try {
      const removed = await directory.sweep(aheadMs + directory.clockOffMs())
      if (removed > 0) log('swept', { entries: removed })
    } catch (error) {
      log('directory call failed', { reason: reasonOf(error) })
    }
  }
  setInterval(() => {
    if (!lifecycle.draining) void sweep()
  }, constants.directorySweepMs)
}
