import { http, type Running, system } from '../../door.ts'
import { finishedStream, jobs, sendJobs } from './jobs.ts'
import { startLiveJob } from './live-job.ts'
import { observeStreamer } from './observe.ts'
import type { LogStreamerOptions } from './options.ts'
import { frontProxy, type Webs, webOf } from './programs.ts'
import { createRunner, forJob } from './runner.ts'
import { waitForSteady } from './steady.ts'
import { createStreamer } from './streamer.ts'
import { createWeb } from './web.ts'

/**
 * A CI's web server that streams the logs of jobs, Caddy in front of it, and Toxiproxy on every link. The web server may be a program of your own.
 * @throws UsageError for a program that can never work
 */
export function logStreamer(options: LogStreamerOptions = {}) {
  const { folder, probeEveryMs = 100 } = options
  const web = webOf(options)
  // In the steady state one failed request in many is left to the checks.
  const asked = { to: 'caddy', every: `${probeEveryMs}ms`, realTime: true, answers: 1 } as const
  return system('log-streamer', {
    scalable: true,
    ...(folder !== undefined && { folder }),
    services: { web: web.program, caddy: frontProxy },
    callers: {
      browsers: { to: 'caddy', role: 'clients of logs' },
      ...(web.takes && { runner: { to: 'web', role: 'host of the jobs' } as const }),
    },
    probes: {
      page: http({ ...asked, path: web.page.path, expect: { body: web.page.body ?? '' } }),
      ...(web.takes && {
        log: http({ ...asked, path: forJob(web.stream, jobs.finished), expect: { body: finishedStream } }),
      }),
    },
    sockets: ['web'],
    standing: (check) => {
      check('requests failed without a fault', observeStreamer.failedUntouched()).is(0)
      if (isFollowed(web))
        check('streams failed without a fault', observeStreamer.streamsFailedUntouched()).is(0)
    },
    extend: (running) => extend(running as unknown as Running, options, web),
  })
}

/** A web server that is driven to its end on purpose would take the followers of a job with it. */
const isFollowed = ({ takes, replaced }: Webs): boolean => takes !== undefined && !replaced

/** The jobs, the browsers and the waits that scenarios of this system have. */
async function extend(running: Running, { largeLog = false }: LogStreamerOptions, web: Webs) {
  const browsers = running.browsers('browsers', 'caddy')
  const runner = web.takes && createRunner(running, web.takes)
  if (runner) await sendJobs(runner, largeLog)
  const pathOf = (job: string) => forJob(web.stream, job)
  const finish =
    runner && isFollowed(web) ? await startLiveJob({ running, runner, browsers, pathOf }) : undefined
  const streamer = createStreamer({
    running,
    web: createWeb(running, web, runner),
    browsers,
    pathOf,
    linesOf: (job) => runner?.linesOf(job),
  })
  return {
    fixtures: { streamer, observe: observeStreamer },
    steady: (limitMs: number) => waitForSteady(running, runner ? ['page', 'log'] : ['page'], limitMs),
    ...(finish && { finish }),
  }
}
