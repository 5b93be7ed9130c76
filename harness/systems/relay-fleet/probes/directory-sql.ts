import type { DirectorySource } from './directory-source.ts'
import { mariadbConnection } from './mariadb-connection.ts'
import { postgresConnection } from './postgres-connection.ts'
import type { SqlConnect, SqlConnection } from './sql-connection.ts'

/** A server by the scheme of its URL. */
const servers: Readonly<Record<string, SqlConnect>> = {
  'postgres:': postgresConnection,
  'postgresql:': postgresConnection,
  'mysql:': mariadbConnection,
  'mariadb:': mariadbConnection,
}

/**
 * A directory in a PostgreSQL, MariaDB or MySQL, read over one connection that stays; a new one is made when it is lost.
 * @param url `postgres://user:password@host:port/name` or `mysql://…`
 * @param statement its first two columns are host and owner
 */
export function sqlEntries(url: string, statement: string): DirectorySource {
  const { host, protocol } = new URL(url)
  const connect = servers[protocol]
  if (!connect) throw new Error(`${protocol}//${host}: no SQL server that gameday can ask`)
  let connected: SqlConnection | undefined
  const leave = () => {
    connected?.leave()
    connected = undefined
  }
  return {
    name: host,
    read: async () => {
      try {
        // The read that needs the connection fails and says so.
        connected ??= await connect(url, () => {
          connected = undefined
        })
        return entriesInRows(await connected.rows(statement))
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
