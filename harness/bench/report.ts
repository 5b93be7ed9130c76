import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { drainJournal } from '../analysis/fixtures/drain.ts'
import { loadBuiltIn } from '../built-in.ts'
import { openJournal } from '../journal/writer.ts'
import { journalPath } from '../report/layout.ts'
import { RUN_SCHEMA, writeRunFile } from '../report/run-file.ts'
import type { Print } from './print.ts'

const program = fileURLToPath(new URL('../cli/main.ts', import.meta.url))

/** Aims of the design: the page of 30 scenarios with 100 hosts each, and a report out of a million events. */
const pageAim = { scenarios: 30, hosts: 100, bytes: 3_000_000 }
const eventsAim = { events: 1_000_000, ms: 5_000 }

/** The report command, in a process of its own: as users run it, and so that its memory can be told. */
export async function benchReport(print: Print): Promise<void> {
  await loadBuiltIn()
  await using folder = temporary()
  const page = writeRun(join(folder.path, 'page'), pageAim.scenarios, pageAim.hosts)
  await build(page.dir)
  const bytes = statSync(join(page.dir, 'index.html')).size
  print(
    `page of ${pageAim.scenarios} scenarios with ${pageAim.hosts} hosts: ${(bytes / 1e6).toFixed(2)} MB (aim ≤ ${pageAim.bytes / 1e6} MB)`,
  )
  const journals = Math.ceil(eventsAim.events / (page.events / pageAim.scenarios))
  const large = writeRun(join(folder.path, 'events'), journals, pageAim.hosts)
  const { ms, peakMiB } = await build(large.dir)
  print(
    `report of ${large.events.toLocaleString('en')} events in ${journals} journals (${large.mib} MiB): ` +
      `${(ms / 1_000).toFixed(2)} s (aim ≤ ${eventsAim.ms / 1_000} s), peak memory ${peakMiB} MiB`,
  )
}

function temporary(): AsyncDisposable & { readonly path: string } {
  const path = mkdtempSync(join(tmpdir(), 'gameday-bench-'))
  return { path, [Symbol.asyncDispose]: async () => rmSync(path, { recursive: true, force: true }) }
}

const runId = 'bench'

function writeRun(dir: string, scenarios: number, hosts: number) {
  const started = { startedAt: '2026-01-01T00:00:00.000Z', finishedAt: '2026-01-01T00:02:00.000Z' }
  const environment = { os: 'bench' }
  writeRunFile(dir, {
    ...{
      schema: RUN_SCHEMA,
      id: runId,
      seed: 1,
      runtime: 'processes',
      runtimeReason: 'bench',
      profile: 'compressed',
    },
    ...{ factor: 0.1, commit: null, dirty: false, argv: [], environment, ...started },
  })
  let [events, bytes] = [0, 0]
  for (let i = 0; i < scenarios; i++) {
    const id = `relay/bench-${i + 1}`
    const journal = drainJournal({ hosts, seed: i, header: { runId, scenario: id, seed: 1 } }).sorted()
    const path = journalPath(dir, { id, variant: 'current', runtime: 'processes', repetition: 1 })
    const written = openJournal(path)
    written.appendMany(journal)
    void written.close()
    events += journal.length
    bytes += statSync(path).size
  }
  return { dir, events, mib: Math.round(bytes / 2 ** 20) }
}

/** Runs `gameday report`; how long that took, and the most memory it held, as the kernel counts it. */
async function build(dir: string): Promise<{ ms: number; peakMiB: number }> {
  const start = performance.now()
  const script = `process.on('exit', () => process.stderr.write('peak ' + process.resourceUsage().maxRSS)); await import(${JSON.stringify(program)})`
  const args = ['--input-type=module', '-e', script, program, 'report', dir]
  const { stderr } = await promisify(execFile)(process.execPath, args, { maxBuffer: 64 * 2 ** 20 })
  const ms = performance.now() - start
  return { ms, peakMiB: Math.round(Number(/peak (\d+)/.exec(stderr)?.[1]) / 1_024) }
}
