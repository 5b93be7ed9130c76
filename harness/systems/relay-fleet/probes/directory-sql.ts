import { Client } from 'pg'
import type { DirectorySource } from './directory-source.ts'

/** A read without an answer for so long is given up, as one of a Redis is. */
const READ_TIMEOUT_MS = 1_000

/**
 * A directory in a PostgreSQL, read over one connection that stays; a new one is made when it is lost.
 * @param url `postgres://user:password@host:port/name`
 * @param statement its first two columns are host and owner
 */
export function sqlEntries(url: string, statement: string): DirectorySource {
  let connected: Client | undefined
  const leave = () => {
    connected?.connection.stream.destroy()
    connected = undefined
  }
  const connect = async (): Promise<Client> => {
    const client = new Client({
      connectionString: url,
      connectionTimeoutMillis: READ_TIMEOUT_MS,
      query_timeout: READ_TIMEOUT_MS,
    })
    // The read that needs the connection fails and says so.
    client.on('error', () => {
      if (connected === client) connected = undefined
    })
    await client.connect()
    connected = client
    return client
  }
  return {
    name: new URL(url).host,
    read: async () => {
      const client = connected ?? (await connect())
      try {
        const { rows } = await client.query({ text: statement, rowMode: 'array' })
        return entriesInRows(rows as unknown[][])
      } catch (error) {
        leave()
        throw error
      }
    },
    close: leave,
  }
}

/** @throws Error for rows that are no hosts and owners: half a directory must not pass for one */
export function entriesInRows(rows: readonly (readonly unknown[])[]): Record<string, string> {
  return Object.fromEntries(
    rows.map(([host, owner]) => {
      if (host == null || owner == null)
        throw new Error(`a row has no host and owner: ${JSON.stringify([host, owner])}`)
      return [String(host), String(owner)]
    }),
  )
}
