import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { scaleDeployConstants } from '../deploy-service/constants.ts'
import { type Env, parseCommon } from '../env.ts'
import { exitOnSignals } from '../exit-on-signals.ts'
import { answerJson, readJson } from '../json.ts'
import { listen } from '../relay/listen.ts'
import { log } from '../relay/log.ts'
import { run } from '../relay/run.ts'
import { type Application, Machines } from './machines.ts'

async function vms(env: Env): Promise<void> {
  const { host, port, timeScale } = parseCommon(env)
  const machines = new Machines(scaleDeployConstants(timeScale, env).applyMs)
  const server = createServer((request, response) => void answer(machines, request, response))
  exitOnSignals()
  log('listening', { port: await listen(server, host, port) })
}

/** `POST /vms/:vm/applications` · `GET /deployments/:id/vms` · `GET /deployments/:id/asked` · `POST /hold/vm-1,vm-2` (none: all) · `POST /release` · `GET /events` (NDJSON, from the first one on, without end). */
async function answer(machines: Machines, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const [, folder, name = '', rest] = (request.url ?? '/').split('/')
  if (request.method === 'GET' && folder === 'events') return stream(machines, response)
  if (request.method === 'GET' && folder === 'deployments' && rest === 'vms')
    return answerJson(response, 200, { vms: machines.having(decodeURIComponent(name)) })
  if (request.method === 'GET' && folder === 'deployments' && rest === 'asked')
    return answerJson(response, 200, { asked: machines.asked(decodeURIComponent(name)) })
  if (request.method === 'POST' && folder === 'hold') {
    machines.hold(name === '' ? [] : decodeURIComponent(name).split(','))
    return answerJson(response, 200, { ok: true })
  }
  if (request.method === 'POST' && folder === 'release') {
    machines.release()
    return answerJson(response, 200, { ok: true })
  }
  if (request.method === 'POST' && folder === 'vms' && rest === 'applications') {
    const what = await readJson<Application>(request)
    if (!what) return answerJson(response, 400, { error: 'the body is not JSON' })
    await machines.apply(decodeURIComponent(name), what)
    return answerJson(response, 200, { ok: true })
  }
  answerJson(response, 404, { error: 'no such resource' })
}

function stream(machines: Machines, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/x-ndjson' })
  response.flushHeaders()
  const stop = machines.follow((event) => response.write(`${JSON.stringify(event)}\n`))
  response.on('close', stop)
}

await run(vms)
