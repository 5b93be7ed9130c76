import { Browsers } from '../../probes/browsers/browsers.ts'
import { startHttpProber } from '../../probes/http-prober/prober.ts'
import { SocketWatcher } from '../../probes/socket-watcher.ts'
import { linkBetween } from '../../runtime/links.ts'
import { settled } from '../../system/settle.ts'
import type { RunningSystem, System, SystemContext } from '../../system/system.ts'
import { startLiveJob } from './live-job.ts'
import { observeStreamer, type StreamerObservations } from './observe.ts'
import type { LogStreamerOptions, LogStreamerVariant } from './options.ts'
import { createRunner, linesOf, type Runner } from './runner.ts'
import { type StreamerServices, startServices } from './services.ts'
import { waitForSteady } from './steady.ts'
import { createStreamer, jobs, type LogStreamer, pathOf, patienceMs } from './streamer.ts'
import { streamerTopology } from './topology.ts'
import { createWeb } from './web.ts'

export interface LogStreamerFixtures {
  readonly streamer: LogStreamer
  readonly observe: StreamerObservations
}
/** Names of the checks that are made in every scenario. */
const standing = {
  requestsFailed: 'requests failed without a fault',
  streamsFailed: 'streams failed without a fault',
} as const

/** A CI's web server that streams the logs of jobs, Caddy in front of it, and Toxiproxy on every link. */
export function logStreamer(
  options: LogStreamerOptions = {},
): System<LogStreamerFixtures, LogStreamerVariant> {
  return {
    name: 'log-streamer',
    hosts: () => 0,
    topology: () => streamerTopology,
    standingChecks: Object.values(standing),
    start: (context, variant) => startStreamer(context, options, variant ?? {}),
  }
}

/** One look costs up to 10 ms of CPU, most of it the kernel's for writing out the table of a whole machine. */
const lookCadenceMs = 100

/** A page and a log of 64 KB are asked for this often each; every request leaves two connections in that table for a minute. */
const probeCadenceMs = 100

const proberGraceMs = 50

/** A machine that has much to do must not pass for a server that does not answer. */
const PROBE_MS_MIN = 2_000

/** A look takes up to 0.4 s beside other scenarios on 2 cores. */
const lookMs = 2_000

const finishedLog = linesOf(64_000)

/** Few and long, as each line of a log is taken by itself: 50 MB are there in a third of the time. */
const largeLine = 1_000

async function startStreamer(
  context: SystemContext,
  options: LogStreamerOptions,
  variant: LogStreamerVariant,
): Promise<RunningSystem<LogStreamerFixtures>> {
  const { journal, factor, signal } = context
  const services = await startServices(context, options, variant)
  await using started = new AsyncDisposableStack()
  const { links, limits } = services
  const runner = createRunner(linkBetween(links, 'runner', 'web'), signal)
  await sendJobs(runner, options)

  const watcher = new SocketWatcher({
    service: services.web,
    descriptorLimit: limits.descriptors,
    cadenceMs: lookCadenceMs,
    journal,
    signal,
  })
  started.use(watcher)
  const prober = await startProber(context, services, options.probeEveryMs ?? probeCadenceMs)
  started.defer(() => prober.stop(proberGraceMs))
  const address = linkBetween(links, 'browsers', 'caddy').reach
  const browsers = started.use(new Browsers({ address, journal, signal }))
  // A variant that is driven to its end on purpose would take these with it.
  const live = options.startsAs
    ? undefined
    : started.use(await startLiveJob({ runner, browsers, journal, factor, signal }))

  const web = createWeb(services, runner, factor, signal)
  const streamer = createStreamer({ web, links, browsers, runner, watcher, factor, signal })
  const resources = started.move()
  return {
    fixtures: { streamer, observe: observeStreamer },
    links,
    steady: (timeoutMs) => waitForSteady({ prober, watcher, targets: ['page', 'log'] }, timeoutMs, signal),
    settle: async () => {
      await live?.finish()
      await settled(signal, prober.settled(), watcher.looked(lookMs))
    },
    standing: (check) => {
      check(standing.requestsFailed, observeStreamer.failedUntouched()).is(0)
      if (live) check(standing.streamsFailed, observeStreamer.streamsFailedUntouched()).is(0)
    },
    broken: Promise.race([watcher.failed, prober.failed]),
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  }
}

async function sendJobs(runner: Runner, { largeLog }: LogStreamerOptions): Promise<void> {
  const silent = { output: 'step 1: compiling, this takes a while\n', finished: false }
  await runner.send(jobs.silent, silent)
  await runner.send(jobs.other, silent)
  await runner.send(jobs.finished, { output: finishedLog, finished: true })
  if (largeLog) await runner.send(jobs.large, { output: linesOf(50_000_000, largeLine), finished: true })
}

function startProber(
  { runId, journal, factor, signal }: SystemContext,
  { links }: StreamerServices,
  cadenceMs: number,
) {
  const address = linkBetween(links, 'clients', 'caddy').reach
  // All of it, in one piece: a line that is lost, comes twice or in another place breaks it.
  const wholeLog = finishedLog.replaceAll(/.+\n/g, (line) => `data: ${line}\n`)
  return startHttpProber({
    probe: 'client',
    targets: [
      { host: 'page', address, path: '/', headers: {}, expectBody: '<h1>Jobs</h1>' },
      { host: 'log', address, path: pathOf('finished'), headers: {}, expectBody: wholeLog },
    ],
    cadenceMs,
    timeoutMs: Math.max(PROBE_MS_MIN, patienceMs(factor)),
    journal,
    env: { PATH: process.env.PATH ?? '', GAMEDAY_RUN_ID: runId },
    signal,
  })
}
