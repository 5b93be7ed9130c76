import { constants } from './constants.ts'
import type { Directory } from './directory.ts'
import { log, reasonOf } from './log.ts'
import type { Tunnels } from './tunnels.ts'

/**
 * Keeps the directory true beyond the relay's own tunnels: removes what an earlier life of this machine left, now and at every sweep
 * until it worked once, and whatever has expired at every sweep. Settles after the first attempt, whatever came of it.
 */
export async function startUpkeep(directory: Directory, tunnels: Tunnels): Promise<void> {
  let clean = await cleanUp(directory, tunnels)
  setInterval(async () => {
    if (tunnels.leaving) return
    if (!clean) clean = await cleanUp(directory, tunnels)
    await sweep(directory)
  }, constants.sweepMs)
}

async function cleanUp(directory: Directory, tunnels: Tunnels): Promise<boolean> {
  try {
    const alive = [...tunnels.open].map(({ id }) => id)
    log('info', 'startup_cleanup', { entries: await directory.clearOwner(alive) })
    return true
  } catch (error) {
    log('warn', 'startup_cleanup_failed', { reason: reasonOf(error) })
    return false
  }
}

async function sweep(directory: Directory): Promise<void> {
  try {
    const entries = await directory.sweep()
    if (entries > 0) log('info', 'swept', { entries })
  } catch (error) {
    log('warn', 'directory_failed', { call: 'sweep', reason: reasonOf(error) })
  }
}
