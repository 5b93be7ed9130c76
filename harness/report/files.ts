import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { HarnessError } from '../errors.ts'
import { cannotWrite } from '../file-trouble.ts'

/**
 * Writes a file so that a reader sees the old text or the new, never a part.
 * @throws HarnessError with the path and the cause; nothing is left of what was begun
 */
export function writeAtomic(path: string, text: string): void {
  const temporary = `${path}.${process.pid}.tmp`
  try {
    writeFileSync(temporary, text)
    renameSync(temporary, path)
  } catch (error) {
    rmSync(temporary, { force: true })
    throw new HarnessError(cannotWrite(path, error))
  }
}
