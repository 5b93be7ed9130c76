import type { ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { log, reasonOf } from '../relay/log.ts'
import { Client } from './client.ts'
import type { LogWebOptions } from './config.ts'
import type { LogConstants } from './constants.ts'
import type { Job } from './job.ts'

/** A line that means nothing to the browser; writing it tells whether there still is one. */
const heartbeat = ': still waiting\n\n'

export interface Streaming {
  readonly options: LogWebOptions
  readonly constants: LogConstants
}

/** Broken variant: what a stream has sent last, for a client that comes back. */
const kept = new Set<Buffer>()
const KEPT_BYTES = 512 * 1024
const KEPT_MS = 1_000

/** Streams a job's log from its beginning until the job is finished, and closes everything that comes. */
export async function streamLog(job: Job, response: ServerResponse, { options, constants }: Streaming) {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
  response.flushHeaders()
  if (options.forget === 'never') keepForEver()
  const client = new Client(response, {
    waits: options.backpressure === 'kept',
    inTurn: options.sending === 'in-turn',
  })
  const heartbeatMs = options.heartbeat === 'on' ? constants.heartbeatMs : Infinity
  const close = () => void response.end()
  open.add(close)
  try {
    await follow(job, client, { ...constants, heartbeatMs }, options)
  } catch (error) {
    log('log cannot be read', { job: job.name, reason: reasonOf(error) })
    if (options.close === 'on-success-only') return
    if (options.close === 'every-stream') for (const one of open) one()
    else if (options.close !== 'without-a-word')
      await client.send('event: error\ndata: the log cannot be read\n\n')
  } finally {
    open.delete(close)
  }
  response.end()
}

/** Ways to end the streams that are open. */
const open = new Set<() => void>()

function keepForEver(): void {
  const memory = Buffer.alloc(KEPT_BYTES, ' ')
  kept.add(memory)
  setInterval(() => kept.add(memory), KEPT_MS)
}

/** Sends the log as it grows. Returns when the job is finished and all is sent, or when the client is gone. */
async function follow(
  job: Job,
  client: Client,
  { pieceBytes, pollMs, heartbeatMs }: LogConstants,
  options: LogWebOptions,
) {
  let position = 0
  let buffer = Buffer.allocUnsafe(pieceBytes)
  let sentAt = performance.now()
  while (!client.gone) {
    // Asked before the read: a line that comes in between is sent in the next round.
    const { finished } = job
    const piece = await job.read(position, buffer)
    if (piece.length > 0) {
      position += options.position === 'bytes-read' ? piece.length : pieceBytes
      await client.send(piece)
      // What was not waited for is still to be sent from this memory.
      if (!client.waits) buffer = Buffer.allocUnsafe(pieceBytes)
      sentAt = performance.now()
      continue
    }
    if (finished) return
    if (performance.now() - sentAt >= heartbeatMs) {
      await client.send(heartbeat)
      sentAt = performance.now()
    }
    // Not past the next heartbeat, which is due by the clock.
    await sleep(Math.min(pollMs, Math.max(0, sentAt + heartbeatMs - performance.now())))
  }
}
