import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { messageOf } from '../../errors.ts'

/** What people write beside a run is read, and no more of it than this, bytes. */
const SIZE_MAX = 256 * 1024

/** The text of a file beside a run. undefined: there is none. */
export function readWritten(
  dir: string,
  name: string,
): { readonly text: string } | { readonly leftOut: string } | undefined {
  const path = join(dir, name)
  try {
    const { size } = statSync(path)
    if (size > SIZE_MAX)
      return { leftOut: `${name} is left out: ${size} bytes, and at most ${SIZE_MAX} are read` }
    return { text: readFileSync(path, 'utf8') }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    return { leftOut: `${name} is left out: ${messageOf(error)}` }
  }
}
