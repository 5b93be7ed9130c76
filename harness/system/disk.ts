import { UsageError } from '../errors.ts'
import type { OwnDisk } from '../runtime/runtime.ts'

const MIB = 1_024 * 1_024

/** Memory holds it, while it is filled. */
const MOST_MB = 256

/** @throws UsageError for a size that no disk has */
export function refuseDisk(where: string, megabytes: number): void {
  if (!(Number.isInteger(megabytes) && megabytes >= 1 && megabytes <= MOST_MB))
    throw new UsageError(`${where}: ${megabytes}: give it a whole number of MB from 1 to ${MOST_MB}`)
}

/** The disk of a service, of so many MB. */
export const diskAt = (folder: string, megabytes: number): OwnDisk => ({
  folder,
  bytes: megabytes * MIB,
})
