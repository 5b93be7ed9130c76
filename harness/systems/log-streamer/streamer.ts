import { setTimeout as sleep } from 'node:timers/promises'
import {
  type Browser,
  type Browsers,
  type Crowd,
  type Duration,
  type Look,
  type MetricRef,
  metric,
  now,
  parseDuration,
  type Running,
  type SlowReaders,
  type Visitors,
  type Wave,
  type WaveOptions,
} from '../../door.ts'
import type { Job } from './jobs.ts'
import type { Web } from './web.ts'

/** Browsers with open streams, who can leave. */
export interface OpenStreams extends Visitors {
  /** Names of the streams, as the journal has them. */
  readonly names: readonly string[]
  /** Moment (ns) before which none had been asked for. */
  readonly since: number
}

export interface CrowdOptions {
  readonly job: Job
  /** Browsers that come at the same moment. */
  readonly group: number
  /** From one group to the next at least, where they are not to come as fast as they can. */
  readonly every?: Duration
  /** Ends with so many browsers … */
  readonly browsers?: number
  /** … or when the newest look at the web server is like this … */
  readonly until?: (look: Look) => boolean
  /** … or now. */
  readonly giveUpAfter: Duration
}

/** The log streamer as scenarios see it. */
export interface LogStreamer {
  readonly web: Web
  /** The work of many streams at once through two proxies, which no profile makes shorter: what half of the first hundred took to begin. */
  readonly streamWork: MetricRef
  /** The work of one answer to a probe: the slowest in the steady state. */
  readonly answerWork: MetricRef
  /** Opens streams of a job's log, all at once, and waits until each has begun or could not. */
  open(options: { readonly browsers: number; readonly job: Job }): Promise<OpenStreams>
  /** Browsers that will read a job's log at this rate; the scenario makes a fault of them. */
  slowReaders(options: {
    readonly browsers: number
    readonly job: Job
    readonly bytesPerSecond: number
  }): SlowReaders
  /** Browsers that will come in groups and leave again; the scenario makes a fault of them. */
  crowd(options: CrowdOptions): Crowd
  /**
   * Waits until no connection of the web server is in CLOSE_WAIT and its descriptors are, but for a few of the probes', as
   * few as they ever were, at most `giveUpAfter`. Resolves with the moment (ns).
   */
  cleared(options: { readonly giveUpAfter: Duration }): Promise<number>
  /**
   * Waits until slow readers hold the web server back: what it could not send stays the same for four looks. Until then the
   * buffers on the way fill up, and that takes all the machine has. At most `giveUpAfter`; resolves with the moment (ns).
   */
  heldBack(options: { readonly giveUpAfter: Duration }): Promise<number>
  /** Waits until the newest look at the web server is as asked for, at most `giveUpAfter`. Says whether it was. */
  seen(what: (look: Look) => boolean, options: { readonly giveUpAfter: Duration }): Promise<boolean>
}

export interface StreamerParts {
  readonly running: Running
  readonly web: Web
  readonly browsers: Browsers
  /** Path of a job's stream. */
  readonly pathOf: (job: string) => string
  /** What its streams should say, where that is known. */
  readonly linesOf: (job: string) => readonly string[] | undefined
}

/** Looks at which nothing has moved, after the first one. */
const sameLooks = 3

/** Requests of the probes that are under way at the same time, and a log that is being read. */
const probesMax = 5

/** A client gives up on a page that does not begin within 5 s of scenario time, never before half a second of real time. */
const patienceMs = (factor: number) => Math.max(500, 5_000 * factor)

/** From asking for a hundred streams at once until the last one has begun: 0.2 s on 2 free cores, 1 s on busy ones. */
const allBegunMs = 3_000

export function createStreamer({ running, web, browsers, pathOf, linesOf }: StreamerParts): LogStreamer {
  const looks = running.sockets('web')
  const seen: LogStreamer['seen'] = (what, { giveUpAfter }) => {
    // A look that began before this call may be from before what the caller did.
    const from = now()
    return running.until(() => {
      const look = looks.latest
      return look !== undefined && look.at >= from && what(look)
    }, giveUpAfter)
  }
  const wave: OpenWave = ({ job, timeoutMs = allBegunMs, ...options }) => {
    const lines = linesOf(job)
    return browsers.open({ ...options, path: pathOf(job), ...(lines && { lines }), timeoutMs })
  }
  return {
    web,
    answerWork: metric('work-of-answering', { probe: 'log' }),
    streamWork: metric('work-of-opening', {}),
    open: async (options) => {
      const since = now()
      return { ...openStreams(await wave(options)), since }
    },
    slowReaders: (options) => slowReadersOf(wave, options),
    crowd: (options) => crowdOf(wave, running, options),
    seen,
    heldBack: async (options) => {
      await seen(isHeldBack(), options)
      return now()
    },
    cleared: async (options) => {
      const back = (look: Look) =>
        !look.states.CLOSE_WAIT && look.descriptors <= looks.fewestDescriptors + probesMax
      await seen(back, options)
      return now()
    },
  }
}

function slowReadersOf(
  wave: OpenWave,
  { browsers: count, job, bytesPerSecond }: Parameters<LogStreamer['slowReaders']>[0],
): SlowReaders {
  // Of real time: how fast buffers fill and run dry does not scale. At ten times the pace readers took so much that the server
  // filled all buffers again every few seconds, which took a container 0.3 s each time.
  const pace = { bytes: bytesPerSecond, pauseMs: 1_000 }
  let readers: readonly Browser[] = []
  return {
    name: `readers at ${bytesPerSecond} bytes per second`,
    count,
    begin: async () => {
      readers = (await wave({ browsers: count, job, pace })).browsers
    },
    leave: () => {
      for (const reader of readers) reader.leave()
    },
  }
}

function crowdOf(
  wave: OpenWave,
  running: Running,
  { job, group, every = '0s', browsers: total = Infinity, until = () => false, giveUpAfter }: CrowdOptions,
): Crowd {
  const { factor, signal } = running
  const looks = running.sockets('web')
  let came = 0
  let limit: number | undefined
  return {
    name: `browsers come ${group} at a time and leave again`,
    next: async () => {
      const start = now()
      limit ??= start + parseDuration(giveUpAfter) * factor * 1e6
      openStreams(await wave({ browsers: group, job, timeoutMs: patienceMs(factor) })).leave()
      came += group
      const left = parseDuration(every) * factor - (now() - start) / 1e6
      // One turn at least: the looks at the web server need it.
      await sleep(Math.max(1, left), undefined, { signal })
      return came < total && now() < limit && !(looks.latest && until(looks.latest))
    },
  }
}

/** Whether what could not be sent has stayed the same for some looks in a row, up to the one that is asked about. */
function isHeldBack(): (look: Look) => boolean {
  let last: Look | undefined
  let same = 0
  return (look) => {
    if (look.at === last?.at) return false
    same = look.unsentBytes > 0 && look.unsentBytes === last?.unsentBytes ? same + 1 : 0
    last = look
    return same >= sameLooks
  }
}

type WaveOfJob = Omit<WaveOptions, 'path' | 'timeoutMs'> & { readonly job: Job; readonly timeoutMs?: number }

/** Opens streams of a job's log, all at once. */
type OpenWave = (options: WaveOfJob) => Promise<Wave>

function openStreams({ browsers, opened }: Wave) {
  return {
    name: 'browsers',
    count: opened.length,
    names: opened.map(({ name }) => name),
    // Whoever got no stream goes, too.
    leave: () => {
      for (const browser of browsers) browser.leave()
    },
  }
}
