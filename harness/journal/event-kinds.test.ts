import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { z } from 'zod'
import { journal as byHand } from '../analysis/fixtures/journal.ts'
import { defineEvent, isDefined } from './event-kinds.ts'
import type { NewEvent } from './events.ts'
import { readJournal } from './reader.ts'
import { Sealer } from './seal.ts'
import { openJournal } from './writer.ts'

const header = byHand().header().events[0]!
function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'gameday-kinds-'))
  onTestFinished(() => rmSync(path, { recursive: true }))
  return path
}

describe('a kind of event', () => {
  it('is written and read once it is defined, and its fields are looked at', () => {
    defineEvent('teapot', { litres: z.number() })
    const journal = openJournal(join(folder(), 'journal.ndjson'))
    journal.append(header)
    journal.append({ kind: 'teapot', at: 2, litres: 3 } as unknown as NewEvent)
    expect(() => journal.append({ kind: 'teapot', at: 2 } as unknown as NewEvent)).toThrow(
      /event 'teapot': litres/,
    )
    journal.close()
    expect(readJournal(journal.path).events.at(-1)).toEqual({ kind: 'teapot', at: 2, litres: 3 })
  })

  it('is not written where nobody defines it', () => {
    const journal = openJournal(join(folder(), 'journal.ndjson'))
    expect(isDefined('samovar')).toBe(false)
    expect(() => journal.append({ kind: 'samovar' } as unknown as NewEvent)).toThrow(
      /event kind 'samovar' is not defined/,
    )
  })

  it('is kept where the file that defined it is gone, unless the journal was altered', () => {
    const path = join(folder(), 'journal.ndjson')
    const sealer = new Sealer()
    const lines = [header, { at: 2, kind: 'samovar', litres: 3 }].map((event) =>
      sealer.next(JSON.stringify(event)),
    )
    writeFileSync(path, `${lines.join('\n')}\n`)
    expect(readJournal(path).events.at(-1)).toMatchObject({ kind: 'samovar', litres: 3 })
    writeFileSync(path, readFileSync(path, 'utf8').replace('samovar', 'samowar'))
    expect(() => readJournal(path)).toThrow(/:2: damaged journal \(event 'samowar': no such kind\)/)
  })
})
