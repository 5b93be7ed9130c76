import { CommanderError } from 'commander'
import { HarnessError, MissingPartError, messageOf, UsageError } from '../errors.ts'
import { isFileTrouble } from '../file-trouble.ts'
import { quotable, quotableLine } from '../plain-text.ts'

/**
 * Exit codes: 0 all passed, 1 any failed, 3 any stopped and none failed, 2 any inconclusive and none failed or stopped (or the harness
 * itself failed), 64 usage error.
 */
export const exitCodes = {
  passed: 0,
  failed: 1,
  inconclusive: 2,
  stopped: 3,
  usage: 64,
  interrupted: 130,
} as const

let wanted: number = exitCodes.passed

/** Called by a command to say how it ended. */
export function endWith(code: number): void {
  wanted = code
}

/** Outputs that could not be written are the user's trouble: what was found stands, but a run that held everything is not whole. */
export function tellUnwritten(unwritten: readonly string[]): void {
  for (const line of unwritten) process.stderr.write(`gameday: ${quotableLine(line)}\n`)
  if (unwritten.length === 0) return
  const full = unwritten.some((line) => /\((?:ENOSPC|EDQUOT)\)/.test(line))
  process.stderr.write(
    `gameday: ${full ? 'free some space, or ' : ''}build the report again elsewhere from a copy of the folder\n`,
  )
  if (wanted === exitCodes.passed) wanted = exitCodes.inconclusive
}

/** Runs the program; every error becomes one line on stderr and an exit code. GAMEDAY_DEBUG=1 adds the stack. */
export async function exit(run: () => Promise<unknown>): Promise<number> {
  try {
    await run()
    return wanted
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.passed : exitCodes.usage
    process.stderr.write(`gameday: ${quotableLine(messageOf(error))}\n`)
    if (process.env.GAMEDAY_DEBUG && error instanceof Error)
      process.stderr.write(`${quotable(error.stack ?? '')}\n`)
    else if (!isExpected(error))
      process.stderr.write('gameday: internal error of gameday; GAMEDAY_DEBUG=1 shows where\n')
    // What was seen broken stays broken.
    if (wanted === exitCodes.failed) return wanted
    return error instanceof UsageError ? exitCodes.usage : exitCodes.inconclusive
  }
}

function isExpected(error: unknown): boolean {
  return (
    isFileTrouble(error) || [UsageError, HarnessError, MissingPartError].some((Kind) => error instanceof Kind)
  )
}
