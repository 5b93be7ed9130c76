import type { Ask } from '../../probes/http-prober/ask.ts'
import { isPreset, type ProbeDefinition, type ProbeSchedule } from '../definition.ts'
import { askedBy, type Expected, matches, type Pattern, patternOf } from './asked.ts'

export interface SqlOptions<Service extends string> extends ProbeSchedule<Service> {
  /** Default `SELECT 1`. */
  readonly query?: string
  /** Default: any answer that is no error. Rows are looked at as lines, with `|` between the values. */
  readonly expect?: Expected
}

interface Settings {
  readonly url: string
  readonly query: string
  readonly expect: Pattern
}

/** Probes a PostgreSQL, a service `postgres()`, by a statement, on a connection of each probe's own. */
export const sql = <const Service extends string>({
  query = 'SELECT 1',
  expect,
  ...schedule
}: SqlOptions<Service>): ProbeDefinition<Service> =>
  askedBy(import.meta.url, 'sql', schedule, {
    mistake: (service) =>
      isPreset(service) && service.preset === 'postgres'
        ? undefined
        : 'to: no PostgreSQL that it could log in to: give it a service postgres({ database })',
    settings: (url): Settings => ({ url, query, expect: patternOf(expect) }),
  })

/** In the prober's process: logs in, asks, leaves. */
export const ask: Ask<Settings> = async ({ settings: { url, query, expect }, signal }) => {
  const { Client } = await import('pg')
  const client = new Client({ connectionString: url })
  // The query that needs the connection fails and says so.
  client.on('error', () => {})
  const leave = () => client.connection.stream.destroy()
  signal.addEventListener('abort', leave, { once: true })
  try {
    await client.connect()
    const { rows } = await client.query({ text: query, rowMode: 'array' })
    return matches(expect, (rows as unknown[][]).map((row) => row.join('|')).join('\n'))
  } finally {
    leave()
  }
}
