/**
 * What relay and host say to each other on a tunnel: WebSocket text messages, each a JSON array whose first member is the kind. The
 * relay's pings and the host's pongs are the WebSocket protocol's own frames.
 */
export type ToHost =
  /** The tunnel is in the directory and serves; by `machine/region`. */
  | readonly ['welcome', relay: string]
  /** The relay is about to stop: dial again. */
  | readonly ['leaving', reason: string]
  | readonly ['ask', id: number, path: string]

export type ToRelay = readonly ['answer', id: number, status: number, body: string]

/** Close codes of a tunnel. */
export const codes = {
  /** The relay has no pong of the host. */
  noPong: 1001,
  directoryFailed: 1011,
  leaving: 4100,
  /** A newer tunnel of the same host has taken over. */
  replaced: 4109,
} as const

/** Header of the answer to a tunnel's upgrade: `machine/region`. */
export const relayNameHeader = 'x-example-relay'

/** A message; undefined for what is not one. */
export function parseMessage<T extends readonly unknown[]>(text: string): T | undefined {
  try {
    const message: unknown = JSON.parse(text)
    return Array.isArray(message) ? (message as unknown as T) : undefined
  } catch {
    return undefined
  }
}
