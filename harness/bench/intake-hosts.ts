import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { setImmediate as othersTurn, setTimeout as sleep } from 'node:timers/promises'
import { isMainThread, parentPort, workerData } from 'node:worker_threads'
import { type WebSocket, WebSocketServer } from 'ws'
import type { HostEvent } from '../../docker/mock-host/control.ts'
import { now } from '../journal/clock.ts'

export interface Simulated {
  readonly hosts: number
  readonly processes: number
}

/** As docker/mock-host sends them: so many at a time. */
const BATCH = 200
/** More is not sent ahead of what the harness takes. */
const AHEAD_BYTES = 4 * 1024 * 1024

type Step = Omit<HostEvent, 'at' | 'host'>

const dialled = (dial: number): Step[] => [
  { state: 'attempt', dial, attempt: 0 },
  { state: 'tcp', dial },
  { state: 'upgraded', dial, relay: 'ams:relay-1' },
  { state: 'registered', dial },
  { state: 'answered', dial },
]

/** What a host of the reference programs tells of a start, a drain and its return. */
const life: readonly Step[] = [
  ...dialled(1),
  { state: 'drain', dial: 1, reason: 'deploy' },
  { state: 'scheduled', dial: 2, delayMs: 838.2447094190867, attempt: 0 },
  { state: 'closed', dial: 1, code: 1006, reason: 'abandoned for a new tunnel' },
  ...dialled(2),
]

export const EVENTS_OF_A_HOST = life.length

if (!isMainThread) await serve(workerData as Simulated)

/** Control ports of processes that play hosts; each sends everything to the first that connects, and answers `settle` after that. */
async function serve({ hosts, processes }: Simulated): Promise<void> {
  const servers = Array.from({ length: processes }, () => new WebSocketServer({ host: '127.0.0.1', port: 0 }))
  await Promise.all(servers.map((server) => once(server, 'listening')))
  for (const [index, server] of servers.entries())
    server.once('connection', (client) => {
      const sent = send(client, ownHosts(hosts, index, processes))
      client.once('message', () => void sent.then(() => client.send('[]')))
    })
  parentPort!.postMessage(servers.map((server) => (server.address() as AddressInfo).port))
}

const ownHosts = (hosts: number, index: number, processes: number) =>
  Array.from(
    { length: Math.ceil((hosts - index) / processes) },
    (_, n) => `host-${n * processes + index + 1}`,
  )

/** All hosts take each step before the next, as in a deploy of a whole fleet. */
async function send(client: WebSocket, hosts: readonly string[]): Promise<void> {
  for (const step of life)
    for (let first = 0; first < hosts.length; first += BATCH) {
      const events = hosts.slice(first, first + BATCH).map((host) => ({ at: now(), host, ...step }))
      client.send(JSON.stringify(events))
      while (client.bufferedAmount > AHEAD_BYTES) await sleep(1)
      await othersTurn()
    }
}
