import { closeSync, mkdirSync, openSync, statSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { drainJournal } from '../analysis/fixtures/drain.ts'
import type { Header, JournalEvent } from '../journal/events.ts'
import { Sealer } from '../journal/seal.ts'
import { journalPath } from '../report/layout.ts'
import { RUN_SCHEMA, writeRunFile } from '../report/run-file.ts'

/** Hosts of the fleet whose life the journal repeats. */
const HOSTS = 100
const WRITE_BYTES = 1024 * 1024

export interface LargeRun {
  readonly events: number
  readonly bytes: number
}

/** A run of one journal of about so many bytes. */
export function writeLargeRun(dir: string, bytes: number): LargeRun {
  const [id, runId] = ['relay/bench-1', 'bench']
  writeRunFile(dir, {
    ...{ schema: RUN_SCHEMA, id: runId, seed: 1, runtime: 'processes', runtimeReason: 'bench' },
    ...{ profile: 'compressed', factor: 0.1, commit: null, dirty: false, argv: [] },
    ...{ environment: { os: 'bench' }, startedAt: '2026-01-01T00:00:00.000Z' },
    finishedAt: '2026-01-01T00:02:00.000Z',
  })
  const path = journalPath(dir, { id, variant: 'current', runtime: 'processes', repetition: 1 })
  const events = writeLargeJournal(path, bytes, { runId, scenario: id, seed: 1 })
  return { events, bytes: statSync(path).size }
}

/**
 * Writes a sealed journal of about so many bytes: a fleet that is drained once, and whose hosts are probed for as long as it takes. It is never in
 * memory as a whole. @returns how many events it has
 */
function writeLargeJournal(path: string, bytes: number, header: Partial<Header>): number {
  const events = drainJournal({ hosts: HOSTS, header }).sorted()
  const file = new SealedFile(path)
  const [verdict, checks] = [events.at(-1)!, events.filter(({ kind }) => kind === 'check')]
  for (const event of events) if (event !== verdict && event.kind !== 'check') file.add(event)
  const probes = events.filter(({ kind }) => kind === 'probe')
  const last = probes.at(-1)!.at
  const span = last - probes[0]!.at
  for (let round = 1; file.bytes < bytes; round++)
    for (const probe of probes) file.add(later(probe, round * span))
  for (const event of checks) file.add(event)
  file.end(verdict)
  return file.lines
}

/** The same probe, answered, so many ns later. */
function later(event: JournalEvent, ns: number): JournalEvent {
  const { due, sent, ...rest } = event as Extract<JournalEvent, { kind: 'probe' }>
  return { ...rest, at: event.at + ns, due: due + ns, sent: sent + ns, ok: true }
}

class SealedFile {
  bytes = 0
  lines = 0
  readonly #file: number
  readonly #sealer = new Sealer()
  #text = ''

  constructor(path: string) {
    mkdirSync(dirname(path), { recursive: true })
    this.#file = openSync(path, 'wx')
  }

  add(event: JournalEvent): void {
    this.#text += `${this.#sealer.next(JSON.stringify(event))}\n`
    this.lines++
    if (this.#text.length >= WRITE_BYTES) this.#flush()
  }

  end(verdict: JournalEvent): void {
    this.#flush()
    this.#text = `${this.#sealer.last(JSON.stringify(verdict))}\n`
    this.lines++
    this.#flush()
    closeSync(this.#file)
  }

  #flush(): void {
    const bytes = Buffer.from(this.#text)
    writeSync(this.#file, bytes)
    this.#sealer.wrote(bytes)
    this.bytes += bytes.length
    this.#text = ''
  }
}
