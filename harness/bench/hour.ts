import { createReadStream } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { formatMs } from '../duration.ts'
import { gameday, startFleet } from './fleet.ts'
import { lateViewer } from './late-viewer.ts'
import { cpuSeconds, residentBytes } from './process-usage.ts'
import type { Sheet } from './sheet.ts'

const HOSTS = 10_000
/** All hosts lose their tunnels and come back so often: about a thousand events a second. */
const RESET_EVERY_MS = 60_000

/**
 * A whole hour of a real game-day, in real time, then a viewer who comes late. GAMEDAY_BENCH_MINUTES makes it shorter.
 */
export async function benchHour(sheet: Sheet): Promise<void> {
  const minutes = Number(process.env.GAMEDAY_BENCH_MINUTES ?? 60)
  await using fleet = await startFleet(HOSTS)
  const [from, before, linesBefore] = [performance.now(), cpuSeconds(fleet.pid), await linesIn(fleet.journal)]
  while (performance.now() - from < minutes * 60_000) {
    await reset()
    await sleep(Math.min(RESET_EVERY_MS, minutes * 60_000))
  }
  const seconds = (performance.now() - from) / 1_000
  const cpu = cpuSeconds(fleet.pid) - before
  const events = (await linesIn(fleet.journal)) - linesBefore
  sheet.measured({
    what: `CPU of \`gameday up\` with ${HOSTS} hosts, ${Math.round(events / seconds)} events a second for ${minutes} min`,
    aim: 'one core',
    value: `${((cpu / seconds) * 100).toFixed(0)} % of one core, ${Math.round(residentBytes(fleet.pid) / 2 ** 20)} MB`,
  })
  const seen = await lateViewer(fleet.page, reset)
  if ('missing' in seen) return sheet.line(`a viewer who comes then: ${seen.missing}`)
  sheet.measured({
    what: 'the whole page in Chromium for a viewer who comes then',
    aim: '≤ 2 s',
    value: formatMs(seen.readyMs),
  })
  sheet.measured({
    what: 'frames a second of that page while all hosts come back',
    aim: '≥ 10',
    value: seen.frames.toFixed(0),
  })
}

const reset = () => gameday('inject', 'reset', 'hosts-relay-1')

async function linesIn(journal: string): Promise<number> {
  let lines = 0
  for await (const piece of createReadStream(journal) as AsyncIterable<Buffer>)
    for (const byte of piece) if (byte === 10) lines++
  return lines
}
