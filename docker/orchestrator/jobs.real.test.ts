import { createServer } from 'node:http'
import { Queue } from 'bullmq'
import { expect, onTestFinished, test } from 'vitest'
import { deployQueue } from '../deploy-service/wire.ts'
import { constantsEnv } from '../env.ts'
import { listen } from '../relay/listen.ts'
import { freePort, Service, startNode, until } from '../relay/testing/service.ts'

/** A proxy whose upstream is gone. */
async function refusingProxy(): Promise<string> {
  const server = createServer((_, response) => response.writeHead(502).end('<html>502 Bad Gateway</html>'))
  onTestFinished(() => void server.close())
  return `http://127.0.0.1:${await listen(server, '127.0.0.1', 0)}`
}

async function startOrchestrator(retries: string) {
  const redis = { host: '127.0.0.1', port: await freePort() }
  new Service('redis', ['redis-server', '--port', String(redis.port), '--save', '', '--hz', '100'])
  const service = startNode('orchestrator', {
    PORT: '0',
    TIME_SCALE: '0.01',
    // Scaled it is a tenth of a second: a busy machine lets it lapse, and another worker takes the job over.
    ...constantsEnv({ lockMs: 10_000 }),
    REDIS_URL: `redis://127.0.0.1:${redis.port}`,
    DEPLOY_URL: await refusingProxy(),
    RETRIES: retries,
  })
  const url = `http://127.0.0.1:${(await service.line('listening')).port}/deployments`
  const queue = new Queue(deployQueue, { connection: redis })
  onTestFinished(() => queue.close())
  return { url, queue }
}

test.each([
  ['limited', 5],
  ['none', 1],
  ['discard-on-error', 1],
])(
  'retries=%s: a job that cannot succeed is dead after %i attempts, with its reason',
  async (retries, attempts) => {
    const { url, queue } = await startOrchestrator(retries)
    const order = { id: 'd1', changeSet: 'c1', vms: ['vm-1'] }
    const post = () => fetch(url, { method: 'POST', body: JSON.stringify(order) })
    expect((await post()).status).toBe(202)
    expect((await post()).status).toBe(409)
    const dead = await until('the job is dead', async () => (await queue.getFailed())[0])
    expect(dead).toMatchObject({
      id: 'd1',
      attemptsStarted: attempts,
      failedReason: "the deploy service's proxy answered 502",
    })
    const report = (await (await fetch(`${url}/d1`)).json()) as {
      state: string
      transitions: { state: string }[]
    }
    expect(report.transitions.map(({ state }) => state)).toEqual([
      'queued',
      ...Array.from({ length: attempts }, () => 'running'),
      'failed',
    ])
  },
)
