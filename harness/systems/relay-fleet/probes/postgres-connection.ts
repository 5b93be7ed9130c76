import { Client } from 'pg'
import { READ_TIMEOUT_MS, type SqlConnect } from './sql-connection.ts'

/** A PostgreSQL. */
export const postgresConnection: SqlConnect = async (url, onLost) => {
  const client = new Client({
    connectionString: url,
    connectionTimeoutMillis: READ_TIMEOUT_MS,
    query_timeout: READ_TIMEOUT_MS,
  })
  client.on('error', onLost)
  await client.connect()
  return {
    rows: async (statement) => {
      const { rows } = await client.query({ text: statement, rowMode: 'array' })
      return rows as unknown[][]
    },
    leave: () => client.connection.stream.destroy(),
  }
}
