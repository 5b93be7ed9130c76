/**
 * The person at the keyboard asked for something that cannot be: unknown id, bad option, damaged file.
 * Printed as one line without a stack; exit code 64.
 */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/**
 * The harness could not do its own work (a port in use, Docker gone, a service that did not start).
 * Gives the verdict `inconclusive`, never `failed`: it says nothing about the system under test.
 */
export class HarnessError extends Error {
  override readonly name = 'HarnessError'
}

/** A part of this machine is missing (redis-server, a Docker engine): gives the verdict `skipped` with the reason. */
export class MissingPartError extends Error {
  override readonly name = 'MissingPartError'
}

/** The text of anything thrown, for one line of output. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
