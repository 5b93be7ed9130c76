import { HarnessError, now, type Running } from '../../door.ts'
import type { DeployPipelineOptions } from './options.ts'
import { ownQueue } from './reports.ts'

/** How often the harness asks for a deployment that is refused. */
const asksMax = 20

/** Taken already: the request before had been, though its answer said otherwise. */
const CONFLICT = 409

/**
 * Asks for one deployment after the other, `deploy-1`, `deploy-2` …, each with a change set of its own. Each request is journalled as a
 * probe; one that is refused is sent again, as whoever wants a deployment does.
 */
export function deployments(running: Running, { orchestrator }: DeployPipelineOptions) {
  const { host, port } = running.reach('orchestrator', 'clients')
  const url = `http://${host}:${port}${orchestrator?.path ?? '/deployments'}`
  let count = 0
  const ask = async (id: string, vms: readonly string[]): Promise<boolean> => {
    const due = now()
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ id, changeSet: id.replace('deploy', 'change-set'), vms }),
      signal: running.signal,
    })
    await answer.arrayBuffer()
    const { status } = answer
    const ok = answer.ok || status === CONFLICT
    const request = { kind: 'probe', probe: 'deploy', host: 'orchestrator', due, sent: due, ok, status }
    running.record({ ...request, ...(!ok && { error: 'status' }) })
    if (ok && orchestrator) {
      running.record({ at: due, kind: 'deployment', deployment: id, state: 'queued', vms: [...vms] })
      running.record({ at: due, kind: 'job', job: id, state: 'waiting', queue: ownQueue, uncertaintyNs: 0 })
    }
    return ok
  }
  return async (vms: readonly string[]): Promise<string> => {
    const id = `deploy-${++count}`
    for (let asks = 0; asks < asksMax; asks++) if (await ask(id, vms)) return id
    throw new HarnessError(`the orchestrator refused ${id} ${asksMax} times`)
  }
}
