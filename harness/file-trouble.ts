import { accessSync, constants, mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { messageOf, UsageError } from './errors.ts'

/** Errors of the file system that are the user's to mend, in words. */
const words: Readonly<Record<string, string>> = {
  ENOSPC: 'no space is left on its disk',
  EDQUOT: 'the quota of its disk is used up',
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EROFS: 'its file system is read-only',
  EEXIST: 'a file is in its place',
  ENOTDIR: 'a part of it is a file, not a folder',
  EISDIR: 'a folder is in its place',
  ENOENT: 'a part of it is not there and cannot be made',
  ENAMETOOLONG: 'its name is too long',
  ELOOP: 'its links go round in a circle',
  EFBIG: 'it is larger than a file may be',
  EIO: 'its disk does not work',
}

/** Why a file or folder could not be written: `PATH cannot be written: no space is left on its disk (ENOSPC)`. */
export function cannotWrite(path: string, error: unknown): string {
  const code = codeOf(error)
  const cause = Object.hasOwn(words, code) ? `${words[code]} (${code})` : messageOf(error)
  return `${path} cannot be written: ${cause}`
}

/** Whether the trouble is the file system's, and so the user's. */
export const isFileTrouble = (error: unknown): boolean => Object.hasOwn(words, codeOf(error))

function codeOf(error: unknown): string {
  return String((error as NodeJS.ErrnoException | undefined)?.code ?? '')
}

/**
 * Makes a folder with all folders above it. Not `recursive`: below /proc, where nothing can be made, Node 24 tries that forever.
 * @throws UsageError with the path and the cause
 */
export function makeFolder(path: string): void {
  const missing: string[] = []
  for (let one = path; !isFolder(one, path); one = dirname(one)) missing.unshift(one)
  for (const one of missing)
    try {
      mkdirSync(one)
    } catch (error) {
      // Another process may make it at the same time.
      if (codeOf(error) !== 'EEXIST' || !isFolder(one, path)) throw new UsageError(cannotWrite(path, error))
    }
}

/** @throws UsageError when it is something else than a folder, or cannot be looked at */
function isFolder(path: string, wanted: string): boolean {
  try {
    if (statSync(path).isDirectory()) return true
  } catch (error) {
    if (codeOf(error) === 'ENOENT' && dirname(path) !== path) return false
    throw new UsageError(cannotWrite(wanted, error))
  }
  throw new UsageError(
    path === wanted
      ? `${wanted} cannot be written: a file is in its place (EEXIST)`
      : `${wanted} cannot be written: ${path} is a file, not a folder (ENOTDIR)`,
  )
}

/**
 * Makes a folder unless it is there, and looks whether this user may write in it.
 * @throws UsageError with the path and the cause
 */
export function makeWritableFolder(path: string): void {
  makeFolder(path)
  try {
    accessSync(path, constants.W_OK)
  } catch (error) {
    throw new UsageError(cannotWrite(path, error))
  }
}
