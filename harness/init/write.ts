import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { UsageError } from '../errors.ts'
import { cannotWrite } from '../file-trouble.ts'
import { ignored, type NewFile } from './files.ts'

export interface Written {
  /** Paths from the root. */
  readonly written: readonly string[]
  /** Paths of files that were there, and are as they were. */
  readonly left: readonly string[]
  /** Lines that .gitignore has got. */
  readonly ignored: readonly string[]
}

/**
 * Writes files that are not there yet, and adds to .gitignore what it lacks.
 * @throws UsageError for a folder that cannot be written
 */
export function writeNew(root: string, files: readonly NewFile[]): Written {
  const left = files.filter(({ path }) => existsSync(join(root, path)))
  const written = files.filter((file) => !left.includes(file))
  for (const { path, text } of written) write(join(root, path), text, 'wx')
  return {
    written: written.map(({ path }) => path),
    left: left.map(({ path }) => path),
    ignored: ignore(root),
  }
}

function ignore(root: string): string[] {
  const path = join(root, '.gitignore')
  const text = existsSync(path) ? readFileSync(path, 'utf8') : ''
  const known = new Set(text.split(/\r?\n/).map((line) => line.trim().replace(/^\/|\/$/g, '')))
  const missing = ignored.filter((line) => !known.has(line.replace(/\/$/, '')))
  const gap = text === '' || text.endsWith('\n') ? '' : '\n'
  if (missing.length > 0) write(path, `${gap}${missing.join('\n')}\n`, 'a')
  return missing
}

function write(path: string, text: string, flag: 'wx' | 'a'): void {
  try {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text, { flag })
  } catch (error) {
    throw new UsageError(cannotWrite(path, error))
  }
}
