import { get } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { DeploymentReport } from '../../../docker/deploy-service/wire.ts'
import { type Address, HarnessError, messageOf, type Running } from '../../door.ts'

/** Between two reads of the orchestrator's transitions, which carry their own moments, real ms; a read takes it under a millisecond. */
const CADENCE_MS = 25

/** A read without an answer for so long is given up: the orchestrator is away. */
const READ_TIMEOUT_MS = 1_000

/**
 * Reads `GET /deployments` of the orchestrator itself, past every proxy, again and again, and records every transition once, at the moment that it gives.
 * It may go away and come back: what it reports then is recorded then.
 */
export function watchDeployments(running: Running): void {
  const address = running.reach('orchestrator')
  const clock = running.clockOf('orchestrator')
  const stop = new AbortController()
  const { signal } = stop
  /** Number of transitions recorded, by deployment. */
  const recorded = new Map<string, number>()
  const record = ({ id, transitions, vms }: DeploymentReport) => {
    const known = recorded.get(id) ?? 0
    recorded.set(id, Math.max(known, transitions.length))
    for (const { at, state, reason } of transitions.slice(known)) {
      const moment = clock.fromMonotonic(at)
      const event = { at: moment, kind: 'deployment', deployment: id, vms: [...vms], state }
      running.record({ ...event, ...(reason !== undefined && { reason }) })
    }
  }
  const watch = async () => {
    while (!signal.aborted) {
      // Away: what it has to tell is kept in its Redis.
      const body = await read(address, signal).catch(() => '{"deployments":[]}')
      const { deployments } = JSON.parse(body) as { deployments: DeploymentReport[] }
      for (const report of deployments) record(report)
      await sleep(CADENCE_MS, undefined, { signal }).catch(() => {})
    }
  }
  const ended = watch().catch((error: unknown) =>
    running.fail(new HarnessError(`deployment watcher: ${messageOf(error)}`)),
  )
  running.onEnd(() => {
    stop.abort()
    return ended
  })
}

function read({ host, port }: Address, stopped: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.any([stopped, AbortSignal.timeout(READ_TIMEOUT_MS)])
    const request = get({ host, port, path: '/deployments', agent: false, signal }, (answer) => {
      let body = ''
      answer.setEncoding('utf8')
      answer.on('data', (chunk: string) => {
        body += chunk
      })
      answer.on('error', reject)
      answer.on('end', () =>
        answer.statusCode === 200 ? resolve(body) : reject(new Error(`status ${answer.statusCode}`)),
      )
    })
    request.on('error', reject)
  })
}
