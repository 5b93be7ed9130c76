import { connect } from 'node:net'
import { Hints } from '../hints.ts'
import { NS_PER_MS, now } from '../journal/clock.ts'
import type { Address } from './runtime.ts'

/**
 * Longest pause between two connects: the accepting moment is known to about this much. A connect that is refused costs 0.3 ms of CPU,
 * while the service that is awaited needs the core to start.
 */
const POLL_MS = 6

/** A connect to a port of this machine is accepted or refused in well under 1 ms; only a dropped packet takes longer. */
const CONNECT_MS = 100

export interface Accepting {
  readonly at: number
  /** From the start of the last connect that failed to the success. */
  readonly uncertaintyNs: number
}

export interface AcceptingOptions {
  readonly signal: AbortSignal
  /**
   * A published port accepts before the service does and then drops the connection: there a connect counts only when it
   * has stayed open for so long. 0 where the service's own address is dialled.
   */
  readonly holdMs?: number
  /** Calls back with each line that the service logs, and gives the way to stop that. Most log that they listen: then it is tried at once. */
  readonly onLine?: (listener: () => void) => () => void
}

/** Connects until it succeeds. Rejects with the signal's reason when that aborts first. */
export async function waitAccepting(address: Address, options: AcceptingOptions): Promise<Accepting> {
  const { signal, holdMs = 0, onLine } = options
  const hints = new Hints()
  const stop = onLine?.(() => hints.give())
  try {
    let failedAt = now()
    while (!signal.aborted) {
      const tried = now()
      const at = await tryConnect(address, holdMs)
      if (at !== undefined) return { at, uncertaintyNs: at - failedAt + holdMs * NS_PER_MS }
      failedAt = tried
      await hints.next(POLL_MS)
    }
    throw signal.reason
  } finally {
    stop?.()
  }
}

/** Whether a connect succeeds now. @param holdMs as in `AcceptingOptions` */
export async function isAccepting(address: Address, holdMs: number): Promise<boolean> {
  return (await tryConnect(address, holdMs)) !== undefined
}

/** Moment of the connect, or undefined when it failed or did not last. */
function tryConnect({ host, port }: Address, holdMs: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host, port })
    const settle = (at: number | undefined) => {
      clearTimeout(limit)
      socket.destroy()
      resolve(at)
    }
    const limit = setTimeout(settle, CONNECT_MS + holdMs, undefined)
    socket.on('error', () => settle(undefined))
    socket.on('end', () => settle(undefined))
    socket.on('connect', () => {
      const at = now()
      if (holdMs === 0) settle(at)
      else setTimeout(settle, holdMs, at)
    })
    // Without a reader the end of a dropped connection would never be seen.
    socket.resume()
  })
}
