import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { type Env, number, parseCommon } from '../env.ts'
import { answerJson } from '../relay/answers.ts'
import { readBody } from '../relay/body.ts'
import { listen } from '../relay/listen.ts'
import { log } from '../relay/log.ts'
import { run } from '../relay/run.ts'
import type { StandInAnswer, StandInState } from './control.ts'

/** A server that answers as it was told, in place of the one that a link should lead to. */
async function standIn(env: Env): Promise<void> {
  const { host, port } = parseCommon(env)
  const controlPort = number(env, 'CONTROL_PORT', { min: 0, max: 65_535, integer: true })
  let answer: StandInAnswer = 'nothing'
  let requests = 0

  const server = createServer((request, response) => {
    requests++
    log('asked', { path: request.url?.split('?')[0], answer: answer === 'nothing' ? answer : answer.status })
    if (answer !== 'nothing')
      response.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.body)
  })
  const obey = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (request.method === 'PUT') {
      answer = JSON.parse(String(await readBody(request))) as StandInAnswer
      requests = 0
    }
    answerJson(response, 200, { requests } satisfies StandInState)
  }
  const control = createServer((request, response) => {
    obey(request, response).catch((error: Error) => answerJson(response, 400, { error: error.message }))
  })
  for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => process.exit(0))
  const ports = [await listen(server, host, port), await listen(control, host, controlPort)]
  log('listening', { port: ports[0], controlPort: ports[1] })
}

await run(standIn)
