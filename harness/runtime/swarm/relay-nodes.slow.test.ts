import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { gameday } from '../../cli/testing/command-line.ts'
import type { Results } from '../../report/results.ts'
import { packetsMissing } from '../packets/missing.ts'
import { openNodes } from './fixtures/nodes.ts'
import { nodesMissing } from './fixtures/nodes-missing.ts'

const { skip, why } = await nodesMissing()
const missing = await packetsMissing()

/** Images are copied to both nodes; then eight executions of half a minute each. */
const RUN_MS = 900_000

describe.skipIf(skip || missing !== undefined)(`scenarios of nodes ${missing ?? why}`, () => {
  it('hold on two nodes, and their broken variants are detected', { timeout: RUN_MS }, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'gameday-relay-nodes-'))
    await using test = await openNodes()
    const run = [
      'run',
      'relay/node-lost',
      'relay/nodes-parted',
      '--runtime',
      'swarm',
      '--retry-inconclusive',
      '2',
    ]
    const { code, stdout } = await gameday([...run, '--out', join(folder, 'run')], { env: test.env })
    expect(stdout).toMatch(/2 current versions held every limit\. 6 broken variants detected\./)
    expect(code).toBe(0)
    const results: Results = JSON.parse(readFileSync(join(folder, 'run', 'results.json'), 'utf8'))
    expect(new Set(results.scenarios.map(({ runtime }) => runtime))).toEqual(new Set(['swarm']))
    rmSync(folder, { recursive: true })
  })
})
