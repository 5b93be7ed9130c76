import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Env } from '../env.ts'
import { answerJson } from '../relay/answers.ts'
import { readBody } from '../relay/body.ts'
import { listen } from '../relay/listen.ts'
import { log, reasonOf } from '../relay/log.ts'
import { run } from '../relay/run.ts'
import { parseForgeConfig } from './config.ts'
import type { LoadOrder } from './control.ts'
import { Load } from './load.ts'

async function forge(env: Env): Promise<void> {
  const config = parseForgeConfig(env)
  const load = new Load(config)
  const server = createServer((request, response) => {
    obey(request, response, load).catch((error: unknown) =>
      answerJson(response, 400, { error: reasonOf(error) }),
    )
  })
  // An order is answered when its load has ended, minutes later.
  server.requestTimeout = 0
  const port = await listen(server, config.host, config.port)
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => process.exit(0))
  log('listening', { port, startMs: Math.round(performance.now()) })
}

async function obey(request: IncomingMessage, response: ServerResponse, load: Load): Promise<void> {
  const body = await readBody(request)
  if (request.url === '/stop') {
    load.stop()
    return answerJson(response, 200, { stopped: true })
  }
  await load.run(JSON.parse(String(body)) as LoadOrder)
  answerJson(response, 200, { ended: true })
}

await run(forge)
