/**
 * Commands that change the connection, which all clients of the front share, hold it up, or are answered more than once. The service of
 * Upstash refuses them over REST too, or offers them in another way (`/multi-exec`, server-sent events).
 */
export const unavailableCommands: ReadonlySet<string> = new Set(
  `AUTH HELLO SELECT CLIENT RESET QUIT ASKING READONLY READWRITE
   MULTI EXEC DISCARD WATCH UNWATCH
   SUBSCRIBE UNSUBSCRIBE PSUBSCRIBE PUNSUBSCRIBE SSUBSCRIBE SUNSUBSCRIBE MONITOR SYNC PSYNC
   BLPOP BRPOP BRPOPLPUSH BLMOVE BLMPOP BZPOPMIN BZPOPMAX BZMPOP WAIT WAITAOF
   SHUTDOWN DEBUG`.split(/\s+/),
)
