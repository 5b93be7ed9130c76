import { describe, expect, it } from 'vitest'
import { journalDir, journalPath } from './layout.ts'

const key = { id: 'relay/rst', variant: 'drain=none', runtime: 'processes', repetition: 2 } as const

describe('journalDir', () => {
  it('keeps plain names as they are', () => {
    expect(journalDir('/run', key)).toBe('/run/scenarios/relay__rst/drain=none/processes/2')
    expect(journalPath('/run', key)).toBe('/run/scenarios/relay__rst/drain=none/processes/2/journal.ndjson')
  })

  it('keeps different names apart and stays inside the run', () => {
    const dirs = ['no drain', 'no-drain', 'no/drain', '../../etc', '..', ''].map((variant) =>
      journalDir('/run', { ...key, variant }),
    )
    expect(new Set(dirs).size).toBe(dirs.length)
    for (const dir of dirs) expect(dir).toMatch(/^\/run\/scenarios\/relay__rst\/[^/]+\/processes\/2$/)
  })
})
