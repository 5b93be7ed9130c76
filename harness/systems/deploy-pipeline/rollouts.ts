import { Redis } from 'ioredis'
import { rolloutKey } from '../../../docker/deploy-service/records.ts'
import { HarnessError, messageOf, type Running } from '../../door.ts'

/** Redis answers in well under a millisecond; the rest is for a machine under load. */
const commandTimeoutMs = 2_000

/** Journals what the deploy service keeps of its rollouts at this moment, read on Redis itself. @throws HarnessError when it cannot be read */
export async function journalRollouts(running: Running): Promise<void> {
  const { host, port } = running.reach('redis')
  const redis = new Redis({
    host,
    port,
    lazyConnect: true,
    commandTimeout: commandTimeoutMs,
    retryStrategy: () => null,
  })
  redis.on('error', () => {})
  try {
    const found = await redis.keys(rolloutKey('*'))
    const records = await Promise.all(found.map((name) => redis.get(name)))
    const entries = found.map((name, index) => {
      const { state, reason } = JSON.parse(records[index]!) as { state: string; reason?: string }
      return { id: name.slice(rolloutKey('').length), state, ...(reason !== undefined && { reason }) }
    })
    running.record({ kind: 'store-read', store: 'rollouts', entries })
  } catch (error) {
    throw new HarnessError(`the records of the deploy service cannot be read: ${messageOf(error)}`)
  } finally {
    redis.disconnect()
  }
}
