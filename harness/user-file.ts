import { pathToFileURL } from 'node:url'
import { messageOf, UsageError } from './errors.ts'

/**
 * Imports a file that its user wrote, a configuration or a scenario. Whatever goes wrong in it is the user's, and a `process.exit` in it is an
 * error: it would end everything with its own code before anything ran, and a run of nothing proves nothing.
 * @param shown the file as its user knows it
 * @throws UsageError that names the file
 */
export async function importUserFile(path: string, shown: string): Promise<{ readonly default?: unknown }> {
  const exit = process.exit
  process.exit = (code) => {
    throw new UsageError(`it calls process.exit(${code ?? ''}) while it is loaded`)
  }
  try {
    return await import(/* @vite-ignore */ pathToFileURL(path).href)
  } catch (error) {
    throw new UsageError(`${shown} cannot be loaded: ${messageOf(error)}`)
  } finally {
    process.exit = exit
  }
}
