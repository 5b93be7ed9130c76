import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { writeLargeRun } from '../bench/large-journal.ts'

const program = join(import.meta.dirname, '../cli/main.ts')
const MIB = 2 ** 20

/** Prints, last, the most memory that the process had, KiB. */
const measured = `process.on('exit', () => process.stderr.write('\\nused ' + process.resourceUsage().maxRSS)); await import(${JSON.stringify(program)})`

test('a report of a journal that its memory does not hold says what it left out', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'gameday-bounded-'))
  onTestFinished(() => rmSync(dir, { recursive: true }))
  const { events } = writeLargeRun(dir, 70 * MIB)
  const heapMib = 64
  const argv = [`--max-old-space-size=${heapMib}`, '--input-type=module', '-e', measured]
  const { stderr } = await promisify(execFile)(process.execPath, [...argv, program, 'report', dir])

  const { scenarios } = JSON.parse(readFileSync(join(dir, 'results.json'), 'utf8'))
  expect(scenarios).toMatchObject([{ variant: 'current', verdict: 'passed' }])
  const leftOut = /([\d,]+) probe events of this journal do not fit into memory/.exec(
    readFileSync(join(dir, 'index.html'), 'utf8'),
  )?.[1]
  expect(Number(leftOut?.replaceAll(',', ''))).toBeGreaterThan(events * 0.9)
  const peakMib = Number(/used (\d+)/.exec(stderr)![1]) / 1_024
  // A report without any journal takes 130 MiB; the rest is the two threads' heaps and what lies outside of them.
  expect(peakMib).toBeLessThan(130 + 3 * heapMib)
})
