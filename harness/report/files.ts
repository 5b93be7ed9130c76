import { renameSync, writeFileSync } from 'node:fs'

/** Writes a file so that a reader sees the old text or the new, never a part. */
export function writeAtomic(path: string, text: string): void {
  const temporary = `${path}.${process.pid}.tmp`
  writeFileSync(temporary, text)
  renameSync(temporary, path)
}
