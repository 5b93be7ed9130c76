import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { log, reasonOf } from '../relay/log.ts'
import { Job } from './job.ts'
import { type Streaming, streamLog } from './stream.ts'

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
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method, url = '' } = request
    if (method === 'GET' && url === '/') return void response.end(page([...jobs.keys()]))
    const [, name = '', what] = /^\/jobs\/([\w-]+)\/(log|finish)$/.exec(url) ?? []
    if (method === 'POST' && what === 'log') {
      await jobOf(name).append(await text(request))
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

function page(jobs: readonly string[]): string {
  const items = jobs.map((name) => `<li><a href="/jobs/${name}/log">${name}</a>`)
  return `<!doctype html><title>Jobs</title><h1>Jobs</h1><ul>${items.join('')}</ul>\n`
}
