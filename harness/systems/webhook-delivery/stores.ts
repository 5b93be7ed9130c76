import { Redis } from 'ioredis'
import { keys } from '../../../docker/hook-relay/scripts.ts'
import { buildsKey, receiverDatabase } from '../../../docker/receiver/store.ts'
import { HarnessError, messageOf } from '../../errors.ts'
import type { Journal } from '../../journal/writer.ts'
import type { Address } from '../../runtime/runtime.ts'

/** Redis answers in well under a millisecond; the rest is for a machine under load. */
const commandTimeoutMs = 2_000

interface Entry {
  readonly id: string
  readonly repository: string
  readonly sequence: number
  readonly digest?: string
  readonly reason?: string
}

/**
 * Journals what the stores have at this moment: the builds that the receiver started, and the dead letters of the hop. Read on Redis itself,
 * past every proxy.
 * @param digestOf of a dead letter as the hop keeps it
 * @throws HarnessError when they cannot be read
 */
export async function journalStores(
  { host, port }: Address,
  journal: Journal,
  digestOf: (letter: string) => string,
): Promise<void> {
  const options = {
    host,
    port,
    lazyConnect: true,
    commandTimeout: commandTimeoutMs,
    retryStrategy: () => null,
  }
  const [hop, receiver] = [new Redis(options), new Redis({ ...options, db: receiverDatabase })]
  for (const redis of [hop, receiver]) redis.on('error', () => {})
  try {
    const builds = await receiver.lrange(buildsKey, 0, -1)
    const letters = (await hop.xrange(keys.dead, '-', '+')).map(([, [, letter]]) => letter!)
    const read = (store: 'builds' | 'dead-letters', entries: Entry[]) =>
      journal.append({ kind: 'store-read', store, entries })
    read(
      'builds',
      builds.map((text) => JSON.parse(text) as Entry),
    )
    read(
      'dead-letters',
      letters.map((text) => entryOf(text, digestOf(text))),
    )
  } catch (error) {
    throw new HarnessError(`the stores of hop and receiver cannot be read: ${messageOf(error)}`)
  } finally {
    for (const redis of [hop, receiver]) redis.disconnect()
  }
}

function entryOf(letter: string, digest: string): Entry {
  const { id, repository, sequence, reason } = JSON.parse(letter) as Entry
  return { id, repository, sequence, digest, ...(reason !== undefined && { reason }) }
}
