import { WebSocket } from 'ws'
import type { Ask } from '../../probes/http-prober/ask.ts'
import type { ProbeDefinition, ProbeSchedule } from '../definition.ts'
import { askedBy, type Expected, matches, type Pattern, patternOf } from './asked.ts'

export interface WebsocketOptions<Service extends string> extends ProbeSchedule<Service> {
  /** Default `/`. */
  readonly path?: string
  readonly headers?: Readonly<Record<string, string>>
  /** Sent as soon as the WebSocket is open; default: nothing, and the server speaks first. */
  readonly send?: string
  /** Messages that do not match are passed over. Default: any message. */
  readonly expect?: Expected
}

interface Settings {
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly send?: string
  readonly expect: Pattern
}

/** Probes by a round trip on a WebSocket of each probe's own: opened, a message sent, the message awaited that is expected. */
export function websocket<const Service extends string>({
  path = '/',
  headers = {},
  send,
  expect,
  ...schedule
}: WebsocketOptions<Service>): ProbeDefinition<Service> {
  const settings: Settings = { path, headers, expect: patternOf(expect), ...(send !== undefined && { send }) }
  return askedBy(import.meta.url, 'websocket', schedule, {
    mistake: () => (path.startsWith('/') ? undefined : 'path: begin it with /'),
    settings: () => settings,
  })
}

/** In the prober's process: resolves at the message that is expected. */
export const ask: Ask<Settings> = ({ host, port, settings, signal }) => {
  const { path, headers, send, expect } = settings
  const socket = new WebSocket(`ws://${host}:${port}${path}`, { headers, perMessageDeflate: false })
  return new Promise<boolean>((resolve, reject) => {
    socket.on('error', reject)
    socket.on('close', (code) => reject(new Error(`closed ${code}`)))
    socket.on('open', () => send !== undefined && socket.send(send))
    socket.on('message', (data) => matches(expect, String(data)) && resolve(true))
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  }).finally(() => socket.terminate())
}
