import { Redis } from 'ioredis'
import type { Ask } from '../../probes/http-prober/ask.ts'
import type { ProbeDefinition, ProbeSchedule } from '../definition.ts'
import { askedBy, type Expected, matches, type Pattern, patternOf } from './asked.ts'

export interface RedisCommandOptions<Service extends string> extends ProbeSchedule<Service> {
  /** Default `['PING']`. */
  readonly command?: readonly [string, ...string[]]
  /** Default: any answer that is no error. What is no text is looked at as JSON. */
  readonly expect?: Expected
}

interface Settings {
  readonly command: readonly [string, ...string[]]
  readonly expect: Pattern
}

/** Probes a Redis by a command, on a connection of each probe's own. */
export const redisCommand = <const Service extends string>({
  command = ['PING'],
  expect,
  ...schedule
}: RedisCommandOptions<Service>): ProbeDefinition<Service> => {
  const settings: Settings = { command, expect: patternOf(expect) }
  return askedBy(import.meta.url, 'redis', schedule, { settings: () => settings })
}

/** In the prober's process: one command, no second attempt. */
export const ask: Ask<Settings> = async ({ host, port, settings: { command, expect }, signal }) => {
  const client = new Redis({
    host,
    port,
    lazyConnect: true,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
    enableReadyCheck: false,
  })
  let failure: unknown
  client.on('error', (error) => {
    failure ??= error
  })
  signal.addEventListener('abort', () => client.disconnect(), { once: true })
  try {
    await client.connect()
    const [name, ...args] = command
    const answer = await client.call(name, ...args)
    return matches(expect, typeof answer === 'string' ? answer : JSON.stringify(answer))
  } catch (error) {
    throw failure ?? error
  } finally {
    client.disconnect()
  }
}
