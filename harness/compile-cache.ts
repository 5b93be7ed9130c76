import { getCompileCacheDir } from 'node:module'

/**
 * Environment by which another process or thread uses the folder of compiled files that this process uses, if it uses one. Without a
 * value the variable must be absent: a worker would take it for the text `undefined`, and that for a folder.
 */
export function compileCacheEnvironment(): Readonly<Record<string, string>> {
  const folder = getCompileCacheDir()
  return folder === undefined ? {} : { NODE_COMPILE_CACHE: folder }
}
