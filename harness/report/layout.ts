import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type { RuntimeKind } from '../journal/events.ts'

/** What one journal is about. */
export interface RunKey {
  /** `relay/rst` */
  readonly id: string
  /** `current` or the name of a broken variant. */
  readonly variant: string
  readonly runtime: RuntimeKind
  /** From 1. */
  readonly repetition: number
}

/** Folder of one journal: `<run>/scenarios/relay__rst/current/processes/1`. */
export function journalDir(runDir: string, { id, variant, runtime, repetition }: RunKey): string {
  return join(runDir, 'scenarios', slug(id.replaceAll('/', '__')), slug(variant), runtime, String(repetition))
}

export function journalPath(runDir: string, key: RunKey): string {
  return join(journalDir(runDir, key), 'journal.ndjson')
}

/** Where the journal and the logs of an attempt that was inconclusive lie once it is made again: `<run>/attempts/1/scenarios/…`. */
export function attemptDir(runDir: string, attempt: number, key: RunKey): string {
  return journalDir(join(runDir, 'attempts', String(attempt)), key)
}

/** Folder of `<service>.log`. */
export function logDir(runDir: string, key: RunKey): string {
  return join(journalDir(runDir, key), 'logs')
}

export function runFilePath(runDir: string): string {
  return join(runDir, 'run.json')
}

/** A name as one path segment. Names that had to be changed get a hash, so that no two of them meet. */
function slug(name: string): string {
  const safe = name.replace(/[^A-Za-z0-9=._-]+/g, '-').replace(/^[.-]+/, '')
  if (safe === name && safe !== '') return safe
  return `${safe || 'name'}-${createHash('sha256').update(name).digest('hex').slice(0, 8)}`
}
