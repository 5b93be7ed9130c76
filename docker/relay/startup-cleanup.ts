import type { Redis } from 'ioredis'
import type { RelayOptions } from './config.ts'
import type { Directory } from './directory.ts'
import { log, reasonOf } from './log.ts'

/**
 * Connects and removes what an earlier life of this machine left in the directory. Never throws: a relay without Redis starts all
 * the same, and cleans up on the first connection that serves, as long as it has not written entries of its own.
 */
export async function cleanUpAtStart(
  redis: Redis,
  directory: Directory,
  form: RelayOptions['cleanup'],
  hasTunnels: () => boolean,
): Promise<void> {
  const cleaned = await attempt(redis, directory, form)
  if (cleaned) return
  const again = async (): Promise<void> => {
    if (hasTunnels() || (await attempt(redis, directory, form))) redis.off('ready', again)
  }
  redis.on('ready', again)
}

function clear(directory: Directory, form: RelayOptions['cleanup']): Promise<number> {
  if (form === 'serial') return directory.clearOwnedSerially()
  return form === 'everyones' ? directory.clearAll() : directory.clearOwned()
}

async function attempt(redis: Redis, directory: Directory, form: RelayOptions['cleanup']): Promise<boolean> {
  const isFirst = redis.status === 'wait'
  if (isFirst && form === 'each-connection') redis.on('ready', () => void attempt(redis, directory, form))
  try {
    if (isFirst) await redis.connect()
    if (form === 'none') return true
    const entries = await clear(directory, form)
    log('start-up cleanup', { form, entries })
    return true
  } catch (error) {
    log('start-up cleanup failed', { form, reason: reasonOf(error) })
    return form === 'none'
  }
}
