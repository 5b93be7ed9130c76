export type Fields = Readonly<Record<string, string | number | boolean | null | undefined>>

/**
 * One line of NDJSON on stdout: `at` in monotonic ns, `msg`, then the fields. Writing to a pipe is synchronous on Linux, so
 * nothing is lost when the process exits right after. Callers never pass tokens or addresses that carry one.
 */
export function log(msg: string, fields: Fields = {}): void {
  process.stdout.write(`${JSON.stringify({ at: Number(process.hrtime.bigint()), msg, ...fields })}\n`)
}

/** The text of anything thrown, for a log line. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
