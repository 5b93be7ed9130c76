import { getCompileCacheDir } from 'node:module'
import { dirname } from 'node:path'

/**
 * Environment by which another process or thread uses the folder of compiled files that this process uses, if it uses one. Without a
 * value the variable must be absent: a worker would take it for the text `undefined`, and that for a folder.
 */
export function compileCacheEnvironment(): Readonly<Record<string, string>> {
  const folder = getCompileCacheDir()
  // Node uses a folder of its version within the one that it is given.
  return folder === undefined ? {} : { NODE_COMPILE_CACHE: dirname(folder) }
}
