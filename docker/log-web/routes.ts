import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { log, reasonOf } from '../relay/log.ts'
import { Job } from './job.ts'
import { type Streaming, streamLog } from './stream.ts'

/** Of a server that fails one request in so many. */
const FAILS_EVERY = 20

/**
 * `GET /` a page that lists the jobs · `GET /jobs/:job/log` the log as an event stream · `POST /jobs/:job/log` lines from
 * the runner · `POST /jobs/:job/finish` the runner is done.
 */
export function routes(spoolDir: string, streaming: Streaming): RequestListener {
  const jobs = new Map<string, Job>()
  const jobOf = (name: string): Job => {
    const job = jobs.get(name) ?? new Job(spoolDir, name)
    jobs.set(name, job)
    return job
  }
  let requests = 0
  const { options } = streaming
  const fails = () =>
    (options.warmUp === '10s' && performance.now() < warmAt) ||
    (options.answers === 'one-in-twenty-fails' && ++requests % FAILS_EVERY === 0)
  const failure = options.warmUp === '10s' ? 503 : 500
  const warmAt = performance.now() + streaming.constants.warmUpMs
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method, url = '' } = request
    if (method === 'GET' && fails()) return void response.writeHead(failure).end()
    if (method === 'GET' && url === '/') return void response.end(page([...jobs.keys()]))
    const [, name = '', what] = /^\/jobs\/([\w-]+)\/(log|finish)$/.exec(url) ?? []
    if (method === 'POST' && what === 'log') {
      await take(request, jobOf(name))
      return void response.writeHead(204).end()
    }
    const job = jobs.get(name)
    if (job && method === 'POST' && what === 'finish') {
      job.finish()
      return void response.writeHead(204).end()
    }
    if (job && method === 'GET' && what === 'log') return streamLog(job, response, streaming)
    response.writeHead(404).end()
  }
  return (request, response) => {
    answer(request, response).catch((error: unknown) => {
      log('request failed', { url: request.url, reason: reasonOf(error) })
      response.destroy()
    })
  }
}

/** Takes a runner's lines as they come, whole ones at a time: a long log must not stand in memory. */
async function take(request: IncomingMessage, job: Job): Promise<void> {
  let rest = ''
  for await (const part of request.setEncoding('utf8')) {
    const output = rest + String(part)
    const end = output.lastIndexOf('\n') + 1
    await job.append(output.slice(0, end))
    rest = output.slice(end)
  }
  await job.append(rest)
}

function page(jobs: readonly string[]): string {
  const items = jobs.map((name) => `<li><a href="/jobs/${name}/log">${name}</a>`)
  return `<!doctype html><title>Jobs</title><h1>Jobs</h1><ul>${items.join('')}</ul>\n`
}
