/** The relay's durations and counts. */
export const constants = {
  pingMs: 1_000,
  /** Pings without a pong before the tunnel is closed. */
  missedPingsMax: 2,
  /** How long a directory entry outlives its last pong. */
  ttlMs: 4_000,
  sweepMs: 2_000,
  /** Pongs that arrive within it share one call to the directory. */
  batchMs: 50,
  /** Longest wait for one call to the directory, a repetition after a broken connection included. */
  directoryMs: 800,
  /** Together with the pause well below the time for which a host waits for its welcome, 3 s. */
  registerAttempts: 2,
  registerPauseMs: 50,
  /** Longest wait for the issuer's keys. */
  keysMs: 1_000,
  /** A request through a tunnel. */
  requestMs: 30_000,
  /** Drain: time for hosts to leave by themselves, for close handshakes, and all in all; the platform kills after 2 s. */
  leaveMs: 200,
  tailMs: 400,
  drainMs: 1_700,
} as const
