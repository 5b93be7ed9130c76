import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Env } from '../env.ts'
import { exitOnSignals } from '../exit-on-signals.ts'
import { answerJson, readJson } from '../json.ts'
import { readBody } from '../relay/body.ts'
import { listen } from '../relay/listen.ts'
import { log, reasonOf } from '../relay/log.ts'
import { run } from '../relay/run.ts'
import { parseScriptedApiConfig } from './config.ts'
import { parseRules } from './rules.ts'
import { Script } from './script.ts'

/** Stands in for an API that a program under test calls: gives scripted answers and remembers who asked. */
async function scriptedApi(env: Env): Promise<void> {
  const config = parseScriptedApiConfig(env)
  let script = new Script(config.rules)

  const api = createServer((request, response) => {
    answer(request, response, script).catch((error: unknown) => {
      log('request failed', { reason: reasonOf(error) })
      response.destroy()
    })
  })
  const obey = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const order = `${request.method} ${request.url}`
    if (order === 'PUT /rules') script = new Script(parseRules(await readJson(request)))
    else if (order === 'DELETE /requests') script = script.anew()
    else if (order !== 'GET /requests')
      throw new Error('unknown: PUT /rules, GET /requests, DELETE /requests')
    answerJson(response, 200, script.requests())
  }
  const control = createServer((request, response) => {
    obey(request, response).catch((error: unknown) => answerJson(response, 400, { error: reasonOf(error) }))
  })
  exitOnSignals()
  const port = await listen(api, config.host, config.port, { serves: 'traffic' })
  const controlPort = await listen(control, config.host, config.controlPort)
  log('listening', { port, controlPort, rules: config.rules.length, startMs: Math.round(performance.now()) })
}

async function answer(request: IncomingMessage, response: ServerResponse, script: Script): Promise<void> {
  const at = Number(process.hrtime.bigint())
  const { method = 'GET', url: path = '/', headers } = request
  const body = String((await readBody(request)) ?? '')
  const rule = script.take({ at, method, path, headers, body })
  if (!rule)
    return answerJson(response, 404, { error: `no rule fits ${method} ${path}`, rules: script.names })
  if (rule.delayMs) await sleep(rule.delayMs)
  const isText = typeof rule.body === 'string'
  const type = isText ? 'text/plain; charset=utf-8' : 'application/json'
  const text = isText || rule.body === undefined ? String(rule.body ?? '') : JSON.stringify(rule.body)
  response.writeHead(rule.status ?? 200, {
    ...(text === '' ? {} : { 'content-type': type }),
    ...lowerCased(rule.headers),
    'content-length': Buffer.byteLength(text),
  })
  response.end(request.method === 'HEAD' ? undefined : text)
}

/** So that a rule's own content type takes the place of the default one. */
function lowerCased(headers: Readonly<Record<string, string>> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
}

await run(scriptedApi)
