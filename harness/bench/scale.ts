import { readFileSync, statSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { childrenOf, readDescriptors } from '../runtime/proc.ts'
import { startFleet } from './fleet.ts'
import { cpuSeconds, residentBytes } from './process-usage.ts'
import type { Sheet } from './sheet.ts'

/** What two fleets differ by is what hosts cost, without what a service takes for itself. */
const FLEETS = [500, 4_000] as const
/** A ping of each tunnel, which has one every 30 s, and most have two. */
const REST_MS = 50_000

/** Of all processes of one part of the fleet. */
interface Part {
  readonly cpuSeconds: number
  readonly kB: number
  readonly descriptors: number
}

interface Cost {
  readonly parts: ReadonlyMap<string, Part>
  /** CPU by part from then on, at rest, seconds. */
  readonly atRest: ReadonlyMap<string, number>
  readonly journalBytes: number
}

/** What one more host costs each part of the relay fleet: to bring it in, and at rest. Both fleets are real. */
export async function benchScale(sheet: Sheet): Promise<void> {
  const [few, many] = [await costOf(FLEETS[0]), await costOf(FLEETS[1])]
  const hosts = FLEETS[1] - FLEETS[0]
  const per = (what: (cost: Cost) => number, factor: number) =>
    (((what(many) - what(few)) / hosts) * factor).toFixed(2)
  const rows = [...many.parts.keys()].map((name) => [
    name,
    per(({ parts }) => parts.get(name)!.kB, 1),
    per(({ parts }) => parts.get(name)!.descriptors, 1),
    per(({ parts }) => parts.get(name)!.cpuSeconds, 1_000),
    per(({ atRest }) => atRest.get(name)!, (1_000 * 60_000) / REST_MS),
  ])
  sheet.table([
    ['of one more host', 'memory, KB', 'descriptors', 'CPU until it is in, ms', 'CPU at rest, ms a minute'],
    ...rows,
  ])
  sheet.measured({
    what: `bytes of the journal for a host that comes (${FLEETS.join(' and ')} hosts compared)`,
    value: per(({ journalBytes }) => journalBytes, 1),
  })
}

async function costOf(hosts: number): Promise<Cost> {
  await using fleet = await startFleet(hosts)
  const pids = pidsIn(fleet.journal)
  const services = new Set([...pids.values()].flat())
  // Its probers and its reaper.
  const own = (await childrenOf(fleet.pid)).filter((pid) => !services.has(pid))
  pids.set('gameday', [fleet.pid, ...own])
  const parts = new Map([...pids].map(([name, own]) => [name, partOf(own)]))
  const journalBytes = statSync(fleet.journal).size
  await sleep(REST_MS)
  const atRest = new Map(
    [...pids].map(([name, own]) => [name, partOf(own).cpuSeconds - parts.get(name)!.cpuSeconds]),
  )
  return { parts, atRest, journalBytes }
}

/** Process ids by the part of the fleet that they play: `hosts`, `hosts-2` … are one. */
function pidsIn(journal: string): Map<string, number[]> {
  const pids = new Map<string, number[]>()
  for (const line of readFileSync(journal, 'utf8').split('\n')) {
    if (!line.includes('"kind":"service"') || !line.includes('"state":"spawned"')) continue
    const { service, pid } = JSON.parse(line) as { service: string; pid: number }
    const part = service.replace(/-\d+$/, '')
    pids.set(part, [...(pids.get(part) ?? []), pid])
  }
  return pids
}

function partOf(pids: readonly number[]): Part {
  return pids.reduce(
    (sum, pid) => ({
      cpuSeconds: sum.cpuSeconds + cpuSeconds(pid),
      kB: sum.kB + residentBytes(pid) / 1_024,
      descriptors: sum.descriptors + readDescriptors(pid).length,
    }),
    { cpuSeconds: 0, kB: 0, descriptors: 0 },
  )
}
