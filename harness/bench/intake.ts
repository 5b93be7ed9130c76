import { once } from 'node:events'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { Worker } from 'node:worker_threads'
import { loadBuiltIn } from '../built-in.ts'
import { openJournal } from '../journal/writer.ts'
import { connectHostEvents } from '../systems/relay-fleet/probes/host-events.ts'
import type { HostStatus } from '../systems/relay-fleet/probes/host-state.ts'
import { EVENTS_OF_A_HOST, type Simulated } from './intake-hosts.ts'
import type { Sheet } from './sheet.ts'
import { temporary } from './temporary.ts'

/** The second is what docs/scale.md speaks of; its events take about 2 GB. */
const FLEETS = [100_000, 1_000_000]
/** Processes that play hosts. */
const PROCESSES = 4

/**
 * How fast the harness takes in what hosts do: its own code, from the sockets of the processes that play them to the journal's file. The hosts are
 * simulated, each of them drained and back once, as quickly as the harness takes it.
 */
export async function benchIntake(sheet: Sheet): Promise<void> {
  await loadBuiltIn()
  for (const hosts of FLEETS) await takeIn(sheet, hosts)
}

async function takeIn(sheet: Sheet, hosts: number): Promise<void> {
  using folder = temporary()
  const journal = openJournal(join(folder.path, 'journal.ndjson'))
  const workerData: Simulated = { hosts, processes: PROCESSES }
  const sender = new Worker(new URL('intake-hosts.ts', import.meta.url), { workerData })
  try {
    const [ports] = (await once(sender, 'message')) as [number[]]
    const state = new Map<string, HostStatus>()
    const [heap, began, cpu] = [heapUsed(), performance.now(), process.threadCpuUsage()]
    const all = await Promise.all(
      ports.map((port) => connectHostEvents({ address: { host: '127.0.0.1', port }, journal, state })),
    )
    await Promise.race([Promise.all(all.map((one) => one.settled())), ...all.map(({ failed }) => failed)])
    const { user, system } = process.threadCpuUsage(cpu)
    const seconds = (performance.now() - began) / 1_000
    const events = journal.events.length
    await Promise.all(all.map((one) => one[Symbol.asyncDispose]()))
    await journal.close()
    const aside = events === hosts * EVENTS_OF_A_HOST ? '' : `, of ${hosts * EVENTS_OF_A_HOST} sent`
    sheet.measured({
      what: `${hosts.toLocaleString('en')} hosts, each drained and back once: ${events.toLocaleString('en')} events${aside}`,
      value: [
        `${Math.round(events / seconds / 1_000)},000 a second`,
        `${((user + system) / events).toFixed(1)} µs of CPU each`,
        `${Math.round((heapUsed() - heap) / events)} bytes of memory and ${Math.round(statSync(journal.path).size / events)} of the journal's file`,
      ].join(', '),
    })
  } finally {
    await sender.terminate()
  }
}

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

function heapUsed(): number {
  collectGarbage()
  return process.memoryUsage().heapUsed
}
