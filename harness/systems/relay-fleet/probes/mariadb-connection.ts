import { MissingPartError } from '../../../door.ts'
import { READ_TIMEOUT_MS, type SqlConnect } from './sql-connection.ts'

/** A MariaDB or MySQL. @throws MissingPartError where its client is not installed: it comes with those who have such a server */
export const mariadbConnection: SqlConnect = async (url, onLost) => {
  const { createConnection } = await client()
  const connection = await createConnection({
    uri: url,
    connectTimeout: READ_TIMEOUT_MS,
    // A number that does not fit one of JavaScript would be another owner.
    supportBigNumbers: true,
    bigNumberStrings: true,
  })
  connection.on('error', onLost)
  return {
    rows: async (statement) => {
      const [rows] = await connection.query({ sql: statement, rowsAsArray: true, timeout: READ_TIMEOUT_MS })
      return rows as unknown[][]
    },
    leave: () => connection.destroy(),
  }
}

async function client(): Promise<typeof import('mysql2/promise')> {
  try {
    return await import('mysql2/promise')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error
    throw new MissingPartError(
      'mysql2, the client of MariaDB and MySQL, is not installed: npm install --save-dev mysql2@3',
    )
  }
}
