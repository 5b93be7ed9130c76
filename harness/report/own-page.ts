import { closeSync, openSync, readSync } from 'node:fs'
import { dirname } from 'node:path'
import { UsageError } from '../errors.ts'
import { cannotWrite, makeWritableFolder } from '../file-trouble.ts'

/** A page's title stands within its first bytes. */
const HEAD_BYTES = 4_096

/**
 * Looks whether a page can be written to a file that the user named: a new one, an empty one, or one that holds a page of
 * gameday. A file of somebody else is left as it is.
 * @throws UsageError with the path and the reason
 */
export function refuseToReplace(path: string): void {
  makeWritableFolder(dirname(path))
  const head = headOf(path)
  if (head === '' || (head.startsWith('<!doctype html>') && head.includes('<title>gameday: '))) return
  throw new UsageError(`${path} is no page of gameday and is not written over: choose another file`)
}

/** The beginning of a file; empty where there is none. */
function headOf(path: string): string {
  let file: number | undefined
  try {
    file = openSync(path, 'r')
    const bytes = Buffer.alloc(HEAD_BYTES)
    return bytes.toString('utf8', 0, readSync(file, bytes))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ''
    throw new UsageError(cannotWrite(path, error))
  } finally {
    if (file !== undefined) closeSync(file)
  }
}
