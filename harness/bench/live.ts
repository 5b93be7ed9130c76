import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { WebSocket } from 'ws'
import { loadBuiltIn } from '../built-in.ts'
import { formatMs } from '../duration.ts'
import { Model } from '../game-day/model/model.ts'
import { servePages } from '../game-day/server/pages.ts'
import { Viewers } from '../game-day/server/viewers.ts'
import { NS_PER_MS, now } from '../journal/clock.ts'
import type { JournalEvent } from '../journal/events.ts'
import type { Sheet } from './sheet.ts'

const HOSTS = 10_000
const EVENTS_PER_SECOND = 1_000
const SECONDS = 3_600
/** Viewers that keep up, beside one that takes nothing. */
const VIEWERS = 8
const WATCHED_MS = 10_000

const about = {
  ...{ runId: 'bench', name: 'fleet', variant: 'current', runtime: 'processes', profile: 'production' },
  ...{ factor: 1, startedAt: '', hypothesis: '', watching: false },
}

/** What a game-day by hand costs the process that serves it: an hour of a large fleet, a viewer who comes late, one who takes nothing. */
export async function benchLive(sheet: Sheet): Promise<void> {
  await loadBuiltIn()
  const { model, cpuMs } = anHour()
  const events = EVENTS_PER_SECOND * SECONDS
  sheet.measured({
    what: `CPU for ${EVENTS_PER_SECOND} events a second of ${HOSTS} hosts, ten times a second put into a message`,
    aim: '≤ 20 % of one core',
    value: `${((cpuMs / (SECONDS * 1_000)) * 100).toFixed(2)} % (${((cpuMs / events) * 1_000).toFixed(1)} µs an event)`,
  })
  const began = performance.now()
  const text = JSON.stringify(model.snapshot('facilitator', SECONDS * 1_000 * NS_PER_MS))
  sheet.measured({
    what: 'everything so far for a viewer who comes after an hour',
    aim: '≤ 2 s',
    value: `${formatMs(performance.now() - began)}, ${Math.round(text.length / 1_024)} KB`,
  })
  const alone = await beatDelay(0, false)
  const watched = await beatDelay(VIEWERS, false)
  const slow = await beatDelay(VIEWERS, true)
  sheet.measured({
    what: `event loop delay p99 without a viewer, with ${VIEWERS}, and with one more who takes nothing`,
    value: [alone, watched, slow].map(formatMs).join(', '),
  })
}

/** An hour of a fleet whose hosts lose their tunnels and come back, with probes. */
function anHour(): { readonly model: Model; readonly cpuMs: number } {
  const model = new Model(about, 0)
  // As they come from the journal's file: lines of JSON.
  const lines = Array.from({ length: 10 * HOSTS }, (_, index) => JSON.stringify(eventAt(0, index)))
  const before = process.cpuUsage()
  for (let tick = 0; tick < SECONDS * 10; tick++) {
    const at = tick * 100 * NS_PER_MS
    for (let index = 0; index < EVENTS_PER_SECOND / 10; index++)
      model.take({ ...JSON.parse(lines[(tick * 100 + index) % lines.length]!), at })
    model.tick(at)
    const { facilitator, observer } = model.delta(at)
    JSON.stringify(facilitator)
    JSON.stringify(observer)
  }
  const { user, system } = process.cpuUsage(before)
  return { model, cpuMs: (user + system) / 1_000 }
}

function eventAt(at: number, index: number): JournalEvent {
  const host = `host-${index % HOSTS}`
  if (index % 2 === 0) {
    const due = at - (index % 50) * NS_PER_MS
    return {
      at,
      kind: 'probe',
      probe: 'clients',
      host,
      due,
      sent: due,
      ok: index % 20 !== 0,
      status: 200,
    } as JournalEvent
  }
  const state = (['attempt', 'registered', 'closed'] as const)[index % 3]!
  return { at, kind: 'host', host, state, dial: index } as JournalEvent
}

/** How long this process keeps others waiting while viewers look on, ms. */
async function beatDelay(count: number, withSlow: boolean): Promise<number> {
  const model = new Model(about, now())
  let index = 0
  const pull = () => {
    for (let more = 0; more < EVENTS_PER_SECOND / 10; more++) model.take(eventAt(now(), index++))
  }
  using viewers = new Viewers(model, async () => '', pull)
  await using pages = await servePages({ runId: 'bench', port: 0, page: '', viewers })
  const sockets = await Promise.all(
    Array.from({ length: count + (withSlow ? 1 : 0) }, () => look(pages.addresses.facilitator)),
  )
  if (withSlow) sockets[0]!.pause()
  const delay = monitorEventLoopDelay({ resolution: 10 })
  delay.enable()
  await sleep(WATCHED_MS)
  delay.disable()
  for (const socket of sockets) socket.terminate()
  return delay.percentile(99) / NS_PER_MS
}

async function look(address: string): Promise<WebSocket> {
  const page = await fetch(address)
  const cookie = page.headers.get('set-cookie')!.split(';')[0]!
  const socket = new WebSocket(`${new URL(address).origin.replace('http', 'ws')}/live`, {
    headers: { cookie },
  })
  await new Promise((resolve, reject) => socket.on('open', resolve).on('error', reject))
  return socket
}
