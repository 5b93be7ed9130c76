import { setTimeout as sleep } from 'node:timers/promises'
import { type DeployRequest, isTerminal, type Rollout } from '../deploy-service/wire.ts'
import type { OrchestratorConfig } from './config.ts'
import { type Answer, type DeployClient, HttpError } from './deploy-client.ts'

/** The proxy's own timeout: the deploy service is busy with it, or will be. */
const GATEWAY_TIMEOUT = 504

/**
 * One attempt at a deployment, to its terminal state.
 * @throws Error when the attempt came to nothing that can be relied on; the job framework decides about the next one
 */
export async function carryOut(
  order: DeployRequest,
  service: DeployClient,
  { options, constants }: OrchestratorConfig,
): Promise<Rollout> {
  if (options.stateCheck === 'on') {
    const known = await stateOf(order.id, service)
    if (known === 'not yet' || known?.state === 'running')
      return follow(order.id, service, constants.followMs)
    if (known && isTerminal(known)) return known
  }
  const answer = await service.start(order)
  if (options.guard === 'late') return parsedFirst(answer)
  if (answer.status === GATEWAY_TIMEOUT) return follow(order.id, service, constants.followMs)
  if (answer.status !== 200) throw new HttpError(answer.status)
  return JSON.parse(answer.body) as Rollout
}

/** Broken variant: the proxy's error page is taken for the deploy service's JSON, and the parser's error is what the job raises. */
function parsedFirst({ status, body }: Answer): Rollout {
  const rollout = JSON.parse(body) as Rollout
  if (status !== 200) throw new HttpError(status)
  return rollout
}

/** Asks after a rollout until it has ended. @throws Error when nobody carries it on */
async function follow(id: string, service: DeployClient, pauseMs: number): Promise<Rollout> {
  for (;;) {
    const known = await stateOf(id, service)
    if (known !== 'not yet') {
      if (!known) throw new Error('the deploy service does not know the deployment')
      if (isTerminal(known)) return known
      if (known.state === 'interrupted') throw new Error('the rollout was interrupted')
    }
    await sleep(pauseMs)
  }
}

/** `not yet`: the question itself waited for a worker until the proxy gave up on it. */
async function stateOf(id: string, service: DeployClient): Promise<Rollout | undefined | 'not yet'> {
  try {
    return await service.state(id)
  } catch (error) {
    if (error instanceof HttpError && error.status === GATEWAY_TIMEOUT) return 'not yet'
    throw error
  }
}
