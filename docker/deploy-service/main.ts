import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { Redis } from 'ioredis'
import type { Env } from '../env.ts'
import { exitOnSignals } from '../exit-on-signals.ts'
import { answerJson, readJson } from '../json.ts'
import { listen } from '../relay/listen.ts'
import { log, reasonOf } from '../relay/log.ts'
import { run } from '../relay/run.ts'
import { parseDeployServiceConfig } from './config.ts'
import { Records } from './records.ts'
import { Rollouts } from './rollouts.ts'
import { VmsClient } from './vms-client.ts'
import type { DeployRequest } from './wire.ts'
import { SyncWorkers, type Turn } from './workers.ts'

async function deployService(env: Env): Promise<void> {
  const config = parseDeployServiceConfig(env)
  const redis = new Redis(config.redisUrl, { maxRetriesPerRequest: null })
  redis.on('error', (error) => log('redis not connected', { reason: reasonOf(error) }))
  const rollouts = new Rollouts(config, new Records(redis), new VmsClient(config.vmsUrl))
  const workers = new SyncWorkers(config.workers, config.constants.workerTimeoutMs)
  const server = createServer(
    { requestTimeout: 0 },
    (request, response) => void inTurn(workers, rollouts, request, response),
  )
  exitOnSignals()
  log('listening', { port: await listen(server, config.host, config.port), workers: config.workers })
}

/** Every request takes a worker, a question after a state too. A killed worker takes its connection with it. */
async function inTurn(
  workers: SyncWorkers,
  rollouts: Rollouts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const order = request.method === 'POST' ? await readJson<DeployRequest>(request) : undefined
  const ended = await workers
    .run((turn) => answer(rollouts, request, order, response, turn))
    .catch((error: unknown) => {
      log('request failed', { reason: reasonOf(error) })
      answerJson(response, 500, { error: reasonOf(error) })
    })
  if (ended === 'killed') {
    log('worker killed', { url: request.url ?? '' })
    response.destroy()
  }
}

/** `POST /deployments` answers when the rollout has ended · `GET /deployments/:id`. */
async function answer(
  rollouts: Rollouts,
  { method, url = '/' }: IncomingMessage,
  order: DeployRequest | undefined,
  response: ServerResponse,
  turn: Turn,
): Promise<void> {
  const [, folder, id] = url.split('/')
  if (folder !== 'deployments') return answerJson(response, 404, { error: 'no such resource' })
  if (method === 'POST') {
    if (!order?.id || !Array.isArray(order.vms)) return answerJson(response, 400, { error: 'no deployment' })
    log('order', { id: order.id, attempt: order.attempt, worker: turn.worker })
    return answerJson(response, 200, await rollouts.start(order, turn))
  }
  log('state asked', { id: id ?? '', worker: turn.worker })
  const state = id && (await rollouts.state(decodeURIComponent(id)))
  if (state) answerJson(response, 200, state)
  else answerJson(response, 404, { error: 'no such deployment' })
}

await run(deployService)
