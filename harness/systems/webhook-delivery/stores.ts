import { Redis } from 'ioredis'
import { keys } from '../../../docker/hook-relay/scripts.ts'
import { digestOf, ofText } from '../../../docker/hook-relay/wire.ts'
import { buildsKey, receiverDatabase } from '../../../docker/receiver/store.ts'
import { type EventOf, HarnessError, type Member, messageOf, type Running } from '../../door.ts'
import type { DeliveryTracker } from './delivery-tracker.ts'
import type { StoreCommand, WebhookDeliveryOptions } from './options.ts'
import { printed } from './printed.ts'

/** Redis answers in well under a millisecond; the rest is for a machine under load. */
const commandTimeoutMs = 2_000

type Entry = EventOf<'store-read'>['entries'][number]

/**
 * Journals what the stores have at this moment: the builds that the receiver started, and the dead letters of the hop. Those of our programs
 * are read on Redis itself, past every proxy; programs of others say how.
 * @throws HarnessError when they cannot be read
 */
export async function journalStores(
  running: Running,
  { hop, receiver }: WebhookDeliveryOptions,
  tracker: DeliveryTracker,
): Promise<void> {
  const read = (store: 'builds' | 'dead-letters', entries: Entry[]) =>
    running.record({ kind: 'store-read', store, entries: entries as never })
  const { hop: hopMember, receiver: receiverMember } = running.services as Readonly<Record<string, Member>>
  if (!receiver) read('builds', await ourBuilds(running))
  else if (receiver.builds) read('builds', await told(receiverMember!, receiver.builds))
  else
    read(
      'builds',
      tracker.acted.map((id) => ({ id })),
    )
  if (!hop) read('dead-letters', await ourDeadLetters(running))
  else if (hop.deadLetters && hopMember) read('dead-letters', await told(hopMember, hop.deadLetters))
}

/** What a program of somebody else has in its store, line by line. */
async function told({ service }: Member, { command, match }: StoreCommand): Promise<Entry[]> {
  const lines = (await printed(service, command)).split('\n')
  return lines.flatMap((line) => {
    const { id, reason } = match.exec(line)?.groups ?? {}
    return id === undefined ? [] : [{ id, ...(reason !== undefined && { reason }) }]
  })
}

const ourBuilds = (running: Running) =>
  onRedis(running, receiverDatabase, async (redis) =>
    (await redis.lrange(buildsKey, 0, -1)).map((text) => JSON.parse(text) as Entry),
  )

const ourDeadLetters = (running: Running) =>
  onRedis(running, 0, async (redis) =>
    (await redis.xrange(keys.dead, '-', '+')).map(([, [, letter]]) => entryOf(letter!)),
  )

async function onRedis<T>(running: Running, db: number, ask: (redis: Redis) => Promise<T>): Promise<T> {
  const { host, port } = running.reach('redis')
  const options = { host, port, db, lazyConnect: true, commandTimeout: commandTimeoutMs }
  const redis = new Redis({ ...options, retryStrategy: () => null })
  redis.on('error', () => {})
  try {
    return await ask(redis)
  } catch (error) {
    throw new HarnessError(`the stores of hop and receiver cannot be read: ${messageOf(error)}`)
  } finally {
    redis.disconnect()
  }
}

function entryOf(letter: string): Entry {
  const { id, repository, sequence, reason } = JSON.parse(letter) as Entry
  const digest = digestOf(ofText(letter))
  return {
    id,
    digest,
    ...(repository !== undefined && { repository }),
    ...(sequence !== undefined && { sequence }),
    ...(reason !== undefined && { reason }),
  }
}
