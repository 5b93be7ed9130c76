import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { z } from 'zod'

const withBaseline = z.object({ baseline: z.string() })

/** Folder that the report of a run was last compared with, absolute; undefined where it was compared with none. It need not be there any more. */
export function lastBaselineOf(dir: string): string | undefined {
  try {
    return resolve(
      dir,
      withBaseline.parse(JSON.parse(readFileSync(join(dir, 'results.json'), 'utf8'))).baseline,
    )
  } catch {
    return undefined
  }
}
