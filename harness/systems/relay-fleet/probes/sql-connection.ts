/** A connection that has logged in. */
export interface SqlConnection {
  /** Rejects when there is no answer in time. */
  rows(statement: string): Promise<readonly (readonly unknown[])[]>
  /** Drops the connection without a goodbye, which a server that is gone would not answer. */
  leave(): void
}

/** Logs in. @param onLost the connection was lost while nobody asked */
export type SqlConnect = (url: string, onLost: () => void) => Promise<SqlConnection>

/** A read without an answer for so long is given up, as one of a Redis is. */
export const READ_TIMEOUT_MS = 1_000
