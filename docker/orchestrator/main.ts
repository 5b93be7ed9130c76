import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { Redis } from 'ioredis'
import type { DeployOrder } from '../deploy-service/wire.ts'
import type { Env } from '../env.ts'
import { exitOnSignals } from '../exit-on-signals.ts'
import { answerJson, readJson } from '../json.ts'
import { listen } from '../relay/listen.ts'
import { log, reasonOf } from '../relay/log.ts'
import { run } from '../relay/run.ts'
import { type OrchestratorOptions, parseOrchestratorConfig } from './config.ts'
import { DeployClient } from './deploy-client.ts'
import { Deployments } from './deployments.ts'
import { openQueue, startWorker } from './jobs.ts'

/** Of an orchestrator that fails one request in so many. */
const FAILS_EVERY = 20

async function orchestrator(env: Env): Promise<void> {
  const config = parseOrchestratorConfig(env)
  const { hostname, port: redisPort } = new URL(config.redisUrl)
  const redis = new Redis(config.redisUrl, { maxRetriesPerRequest: null })
  redis.on('error', (error) => log('redis not connected', { reason: reasonOf(error) }))
  const deployments = new Deployments(redis)
  const parts = {
    config,
    connection: { host: hostname, port: Number(redisPort || 6379) },
    deployments,
    service: new DeployClient(
      config.deployUrl,
      config.options.deadline === 'own' ? config.constants.ownDeadlineMs : undefined,
    ),
  }
  const enqueue = openQueue(parts)
  let requests = 0
  const server = createServer((request, response) => {
    if (config.options.answers === 'one-in-twenty-fails' && ++requests % FAILS_EVERY === 0)
      return answerJson(response, 500, { error: 'one in twenty' })
    answer({ deployments, enqueue, acknowledges: config.options.acknowledges }, request, response).catch(
      (error: unknown) => {
        log('request failed', { reason: reasonOf(error) })
        answerJson(response, 500, { error: reasonOf(error) })
      },
    )
  })
  exitOnSignals()
  const port = await listen(server, config.host, config.port)
  startWorker(parts)
  log('listening', { port })
}

interface Registry {
  readonly deployments: Deployments
  readonly enqueue: (order: DeployOrder) => Promise<void>
  readonly acknowledges: OrchestratorOptions['acknowledges']
}

/** `POST /deployments` → 202, 409 when the id is taken · `GET /deployments` · `GET /deployments/:id`. */
async function answer(
  { deployments, enqueue, acknowledges }: Registry,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const [, folder, id] = (request.url ?? '/').split('/')
  if (folder !== 'deployments') return answerJson(response, 404, { error: 'no such resource' })
  if (request.method === 'POST') {
    const order = await readJson<DeployOrder>(request)
    if (!order?.id || !Array.isArray(order.vms)) return answerJson(response, 400, { error: 'no deployment' })
    const accept = () => answerJson(response, 202, { id: order.id, state: 'queued' })
    if (acknowledges === 'early') accept()
    if (!(await deployments.add(order))) return answerJson(response, 409, { error: 'that id is taken' })
    await deployments.note(order.id, 'queued')
    await enqueue(order)
    return acknowledges === 'early' ? undefined : accept()
  }
  if (!id) return answerJson(response, 200, { deployments: await deployments.all() })
  const report = await deployments.report(decodeURIComponent(id))
  if (report) answerJson(response, 200, report)
  else answerJson(response, 404, { error: 'no such deployment' })
}

await run(orchestrator)
