import { readFileSync } from 'node:fs'
import { isAbsolute } from 'node:path'
import { messageOf, UsageError } from '../../errors.ts'

/** The configuration of a preset: a text, or a file that holds it. `{api}` in it mentions the service `api`. */
export type Configuration = { readonly config: string } | { readonly file: string | URL }

/** @param preset its name, for the error @throws UsageError for a file that cannot be read, or that is told by a relative path */
export function configurationText(preset: string, configuration: Configuration): string {
  if ('config' in configuration) return configuration.config
  const { file } = configuration
  if (typeof file === 'string' && !isAbsolute(file))
    throw new UsageError(
      `${preset}({ file: '${file}' }): a relative path is looked for in any folder: write new URL('${file}', import.meta.url)`,
    )
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new UsageError(`${preset}({ file }): ${messageOf(error)}`)
  }
}
