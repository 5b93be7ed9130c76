import { execFile } from 'node:child_process'
import { rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { drainJournal } from '../analysis/fixtures/drain.ts'
import { loadBuiltIn } from '../built-in.ts'
import { openJournal } from '../journal/writer.ts'
import { journalPath } from '../report/layout.ts'
import { RUN_SCHEMA, writeRunFile } from '../report/run-file.ts'
import { writeLargeRun } from './large-journal.ts'
import { pageReady } from './page-ready.ts'
import type { Sheet } from './sheet.ts'
import { temporary } from './temporary.ts'

const program = fileURLToPath(new URL('../cli/main.ts', import.meta.url))

/** About as much as the catalogue: scenarios, each in its current version and two broken ones, with so many hosts. */
const pageAim = { scenarios: 52, hosts: 20, bytes: 3_000_000, readyMs: 1_000 }
const eventsAim = { events: 1_000_000, hosts: 100, ms: 5_000 }
/** Sizes of single journals, MB, and a heap that holds none of them, MiB. */
const largeMb = [300, 1_200]
const smallHeapMib = 150
const variants = ['current', 'drain=none', 'backoff-ceiling=30s'] as const

/** The report command, in a process of its own: as users run it, and so that its memory can be told. */
export async function benchReport(sheet: Sheet): Promise<void> {
  await loadBuiltIn()
  using folder = temporary()
  await benchPage(sheet, join(folder.path, 'page'))
  await benchEvents(sheet, join(folder.path, 'events'))
  for (const mb of largeMb) await benchLarge(sheet, join(folder.path, `large-${mb}`), mb)
}

/** One journal: with the memory that there is, and with less than it takes. */
async function benchLarge(sheet: Sheet, dir: string, mb: number): Promise<void> {
  writeLargeRun(dir, mb * 1e6)
  for (const heapMib of [undefined, smallHeapMib]) {
    const { ms, cpuMs, peakMiB } = await build(dir, heapMib)
    const heap = heapMib === undefined ? '' : `, --max-old-space-size=${heapMib}`
    sheet.measured({
      what: `report of one journal of ${mb} MB${heap}`,
      value: `${seconds(ms)}, ${seconds(cpuMs)} of CPU, memory ${peakMiB} MiB`,
    })
  }
  rmSync(dir, { recursive: true })
}

async function benchPage(sheet: Sheet, dir: string): Promise<void> {
  writeRun(dir, pageAim.scenarios, pageAim.hosts, variants)
  await build(dir)
  const path = join(dir, 'index.html')
  const what = `page of ${pageAim.scenarios} scenarios in ${variants.length} versions, ${pageAim.hosts} hosts each`
  sheet.measured({
    what: `${what}: size`,
    aim: `≤ ${pageAim.bytes / 1e6} MB`,
    value: `${(statSync(path).size / 1e6).toFixed(2)} MB`,
  })
  const ready = await pageReady(path)
  sheet.measured({
    what: 'the same: opened and painted in Chromium, its script done',
    aim: `≤ ${pageAim.readyMs / 1_000} s`,
    value:
      'missing' in ready
        ? `not measured: ${ready.missing}`
        : `${seconds(ready.ms)} (median of ${ready.all.length}, ${seconds(Math.min(...ready.all))} to ${seconds(Math.max(...ready.all))})`,
  })
}

async function benchEvents(sheet: Sheet, dir: string): Promise<void> {
  const one = drainJournal({ hosts: eventsAim.hosts }).events.length
  const large = writeRun(dir, Math.ceil(eventsAim.events / one), eventsAim.hosts)
  const { ms, cpuMs, peakMiB } = await build(large.dir)
  const [events, aim] = [large.events.toLocaleString('en'), `≤ ${eventsAim.ms / 1_000} s`]
  const what = `report of ${events} events in ${large.journals} journals (${large.mib} MiB)`
  sheet.measured({
    what,
    aim,
    value: `${seconds(ms)}, ${seconds(cpuMs)} of CPU, memory ${peakMiB} MiB`,
  })
}

const seconds = (ms: number) => `${(ms / 1_000).toFixed(2)} s`

const runId = 'bench'

type Variants = readonly (typeof variants)[number][]

function writeRun(dir: string, scenarios: number, hosts: number, of: Variants = ['current']) {
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
  for (let i = 0; i < scenarios * of.length; i++) {
    const [id, variant] = [`relay/bench-${Math.floor(i / of.length) + 1}`, of[i % of.length]!]
    const journal = drainJournal({
      variant,
      hosts,
      seed: i,
      header: { runId, scenario: id, seed: 1 },
    }).sorted()
    const path = journalPath(dir, { id, variant, runtime: 'processes', repetition: 1 })
    const written = openJournal(path)
    written.appendMany(journal)
    void written.close()
    events += journal.length
    bytes += statSync(path).size
  }
  return { dir, events, journals: scenarios * of.length, mib: Math.round(bytes / 2 ** 20) }
}

/** Runs `gameday report`; how long that took, on the clock and of CPU, and the most memory it held, as the kernel counts them. */
async function build(dir: string, heapMib?: number): Promise<{ ms: number; cpuMs: number; peakMiB: number }> {
  const start = performance.now()
  const script = `process.on('exit', () => { const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage(); process.stderr.write('used ' + maxRSS + ' ' + (userCPUTime + systemCPUTime)) }); await import(${JSON.stringify(program)})`
  const heap = heapMib === undefined ? [] : [`--max-old-space-size=${heapMib}`]
  const args = [...heap, '--input-type=module', '-e', script, program, 'report', dir]
  const { stderr } = await promisify(execFile)(process.execPath, args, { maxBuffer: 64 * 2 ** 20 })
  const ms = performance.now() - start
  const [, kib, us] = /used (\d+) (\d+)/.exec(stderr)?.map(Number) ?? []
  return { ms, cpuMs: us! / 1_000, peakMiB: Math.round(kib! / 1_024) }
}
