import { loadBuiltIn } from '../built-in.ts'
import { formatMs } from '../duration.ts'
import { HarnessError } from '../errors.ts'
import { now } from '../journal/clock.ts'
import type { RuntimeKind } from '../journal/events.ts'
import { memoryJournal } from '../journal/writer.ts'
import { chooseRuntime, openRuntime } from '../runtime/open.ts'
import { startReaper } from '../runtime/reaper/start.ts'
import { relayFleet } from '../systems/relay-fleet/relay-fleet.ts'
import type { Sheet } from './sheet.ts'
import { temporary } from './temporary.ts'

const runs = 7
const factor = 0.1

/** From nothing to the steady state of relay, Redis, Toxiproxy and 20 hosts, on every runtime that this machine has. */
export async function benchSteadyState(sheet: Sheet): Promise<void> {
  await loadBuiltIn()
  const containers = (await chooseRuntime('auto')).kinds.includes('containers')
  for (const kind of ['processes', ...(containers ? ['containers' as const] : [])] as const) {
    const times: number[] = []
    // The first is a warm-up: bundles are built, pages come into the cache.
    for (let run = 0; run <= runs; run++) times.push(await once(kind))
    const sorted = times.slice(1).sort((a, b) => a - b)
    const [min, median, max] = [sorted[0]!, sorted[(runs - 1) / 2]!, sorted.at(-1)!]
    sheet.measured({
      what: `from nothing to the steady state: relay, Redis, Toxiproxy and 20 hosts, on ${kind}`,
      aim: kind === 'processes' ? '≤ 0.7 s' : '≤ 2.5 s',
      value: `${formatMs(median)} (median of ${runs}, ${formatMs(min)} to ${formatMs(max)})`,
    })
  }
}

async function once(kind: RuntimeKind): Promise<number> {
  using folder = temporary()
  const runId = `bench-${process.pid}-${now()}`
  const journal = memoryJournal()
  const signal = AbortSignal.timeout(60_000)
  await using reaper = await startReaper({ runId })
  void reaper
  const start = now()
  await using runtime = await openRuntime(kind, { runId, logDir: folder.path, journal, signal })
  await using system = await relayFleet({ hosts: 20 }).start(
    { runId, runtime, journal, factor, seed: 1, signal, workDir: folder.path },
    undefined,
  )
  const state = await system.steady(30_000)
  const tookMs = (now() - start) / 1e6
  if (!state.ok) throw new HarnessError(state.reason ?? 'no steady state')
  return tookMs
}
