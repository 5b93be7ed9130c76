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

/** Streams a job's log from its beginning until the job is finished, and closes whatever comes. */
export async function streamLog(job: Job, response: ServerResponse, { options, constants }: Streaming) {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
  response.flushHeaders()
  const client = new Client(response, options.backpressure === 'kept')
  const heartbeatMs = options.heartbeat === 'on' ? constants.heartbeatMs : Infinity
  try {
    await follow(job, client, { ...constants, heartbeatMs })
  } catch (error) {
    log('log cannot be read', { job: job.name, reason: reasonOf(error) })
    if (options.close === 'on-success-only') return
    await client.send('event: error\ndata: the log cannot be read\n\n')
  }
  response.end()
}

/** Sends the log as it grows. Returns when the job is finished and all is sent, or when the client is gone. */
async function follow(job: Job, client: Client, { pieceBytes, pollMs, heartbeatMs }: LogConstants) {
  let position = 0
  let buffer = Buffer.allocUnsafe(pieceBytes)
  let sentAt = performance.now()
  while (!client.gone) {
    // Asked before the read: a line that comes in between is sent in the next round.
    const { finished } = job
    const piece = await job.read(position, buffer)
    if (piece.length > 0) {
      position += piece.length
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
