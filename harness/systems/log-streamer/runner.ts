import { HarnessError, messageOf, type Running } from '../../door.ts'
import type { TakesOutput } from './options.ts'

/** A job as the runner reports it: all its output comes at once. */
export interface JobSpec {
  readonly output: string
  /** A job that is not finished goes on without a word. */
  readonly finished: boolean
}

/** Sends the output of jobs to the web server, and again after the web server was restarted. */
export interface Runner {
  send(job: string, spec: JobSpec): Promise<void>
  sendAllAgain(): Promise<void>
  /** Lines of a job that was sent, as its streams should have them. */
  linesOf(job: string): readonly string[]
  /** One more line of a job that goes on. @throws HarnessError when the web server does not take it */
  append(job: string, line: string): Promise<void>
  finish(job: string): Promise<void>
}

/** Output of a job is sent in parts of at most so many characters. */
const partLength = 1_000_000

/** The web server takes a part in tens of milliseconds. */
const answerMs = 10_000

/** @param takes where the web server is told what jobs say */
export function createRunner(running: Running, takes: TakesOutput): Runner {
  const { signal } = running
  const jobs = new Map<string, JobSpec>()
  const { host, port } = running.reach('web', 'runner')
  const base = `http://${host}:${port}`
  const post = async (path: string, body = '') => {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(answerMs)])
    const answer = await fetch(`${base}${path}`, {
      method: 'POST',
      body,
      // No connection may outlast a restart of the web server.
      headers: { connection: 'close' },
      signal: limit,
    }).catch((error: unknown) => {
      throw new HarnessError(`the runner cannot report to the web server: ${messageOf(error)}`)
    })
    if (!answer.ok) throw new HarnessError(`POST ${path} answered ${answer.status}`)
  }
  const say = (job: string, text: string) => post(forJob(takes.output, job), text)
  const finish = (job: string) => post(forJob(takes.finish, job))
  const report = async (job: string, { output, finished }: JobSpec) => {
    for (const part of partsOf(output)) await say(job, part)
    if (finished) await finish(job)
  }
  const lines = new Map<string, string[]>()
  const linesOfJob = (job: string) => {
    const own =
      lines.get(job) ??
      jobs
        .get(job)
        ?.output.split('\n')
        .filter((line) => line !== '') ??
      []
    lines.set(job, own)
    return own
  }
  return {
    linesOf: linesOfJob,
    append: async (job, line) => {
      linesOfJob(job).push(line)
      await say(job, `${line}\n`)
    },
    finish,
    send: async (job, spec) => {
      jobs.set(job, spec)
      await report(job, spec)
    },
    sendAllAgain: async () => {
      for (const [job, spec] of jobs) await report(job, spec)
    },
  }
}

/** A path of one job. */
export const forJob = (path: string, job: string): string => path.replaceAll('{job}', job)

/** Cut at line ends. */
function* partsOf(output: string): Generator<string> {
  for (let from = 0; from < output.length; ) {
    const end =
      output.length - from <= partLength ? output.length : output.lastIndexOf('\n', from + partLength) + 1
    yield output.slice(from, end)
    from = end
  }
}

/** Numbered lines of `length` characters, newline included. */
export function linesOf(bytes: number, length = 100): string {
  const count = Math.round(bytes / length)
  return Array.from({ length: count }, (_, i) => `${`line ${i + 1} `.padEnd(length - 1, '.')}\n`).join('')
}
