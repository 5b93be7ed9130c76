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

/** Causes of causes that are told at most; a chain may lead back to its beginning. */
const CAUSES_MAX = 5

/** The text of anything thrown, with what caused it, for one line of output. */
export function messageOf(error: unknown, depth = 0): string {
  if (!(error instanceof Error)) return String(error)
  const own = ownText(error, depth)
  if (error.cause === undefined || depth >= CAUSES_MAX) return own
  const cause = messageOf(error.cause, depth + 1)
  // Whoever wraps an error often quotes it.
  if (cause === '' || own.includes(cause)) return own
  return own === '' ? cause : `${own}: ${cause}`
}

/** A host of several addresses fails with one error for each of them, and no text of its own. */
function ownText(error: Error, depth: number): string {
  if (error.message !== '' || !(error instanceof AggregateError) || depth >= CAUSES_MAX) return error.message
  return error.errors.map((one) => messageOf(one, depth + 1)).join(', ')
}
