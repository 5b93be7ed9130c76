import { messageOf, UsageError } from './errors.ts'

const usage = 64

/**
 * Runs code that a user wrote, a configuration or a scenario, in this process. It may end the process, wait for good, or
 * throw where nobody waits for it; none of that may look like a run that was fine.
 * @param shown what it is called for people
 * @throws UsageError for what is thrown where nobody waits for it; what `run` itself throws is passed on
 */
export async function usersCode<T>(shown: string, run: () => Promise<T>): Promise<T> {
  const astray = Promise.withResolvers<never>()
  const onError = (error: unknown) =>
    astray.reject(new UsageError(`${shown} throws, outside of what is waited for: ${messageOf(error)}`))
  const onExit = (code: number) => {
    // 13 is what Node ends with when nothing is left to wait for.
    const how = code === 13 ? 'waits for something that never comes' : `ended the process with code ${code}`
    process.stderr.write(`gameday: ${shown} ${how}: nothing was run\n`)
    process.exitCode = usage
  }
  process.on('uncaughtException', onError).prependListener('exit', onExit)
  try {
    return await Promise.race([run(), astray.promise])
  } finally {
    process.off('uncaughtException', onError).off('exit', onExit)
  }
}
