import { setTimeout as sleep } from 'node:timers/promises'
import { now } from '../../journal/clock.ts'
import type { Journal } from '../../journal/writer.ts'
import type { Browsers } from '../../probes/browsers/browsers.ts'
import { waitUntil } from '../../system/wait-until.ts'
import type { Runner } from './runner.ts'

const job = 'live'

/** Browsers that follow the job from its beginning to its end. */
const FOLLOWERS = 3

/** From one line to the next, scenario time. */
const LINE_MS = 1_000

/** Real time in which the followers have begun, or have got the end of the log. */
const FOLLOWED_MS = 2_000

export interface LiveJobParts {
  readonly runner: Runner
  readonly browsers: Browsers
  readonly journal: Journal
  readonly factor: number
  readonly signal: AbortSignal
}

/** A job that says something all the while, with or without a fault, and browsers that follow it. */
export interface LiveJob extends AsyncDisposable {
  /** Ends the job, and waits until the followers have got all of it, or should have. */
  finish(): Promise<void>
}

/**
 * Starts the job and its followers. Each line is journalled as a probe of the runner: `ok` when the web server took it. What the followers got
 * is in their `stream` events.
 */
export async function startLiveJob({
  runner,
  browsers,
  journal,
  factor,
  signal,
}: LiveJobParts): Promise<LiveJob> {
  const stop = new AbortController()
  await runner.send(job, { output: 'step 1: tests\n', finished: false })
  const lines = runner.linesOf(job)
  const wave = await browsers.open({
    browsers: FOLLOWERS,
    path: `/jobs/${job}/log`,
    lines,
    timeoutMs: FOLLOWED_MS,
  })
  const tell = async (work: Promise<void>) => {
    const due = now()
    const failed = await work.then(
      () => undefined,
      (error: Error) => error.message,
    )
    if (signal.aborted) return
    const plain = { kind: 'probe', probe: 'runner', host: job, due, sent: due } as const
    journal.append({ ...plain, ok: failed === undefined, ...(failed !== undefined && { error: failed }) })
  }
  const speak = async () => {
    while (!stop.signal.aborted && !signal.aborted) {
      await tell(runner.append(job, `test ${lines.length} passed`))
      await sleep(LINE_MS * factor, undefined, { signal: stop.signal }).catch(() => {})
    }
  }
  const spoken = speak()
  return {
    finish: async () => {
      stop.abort()
      await spoken
      await tell(runner.finish(job))
      const over = () => wave.browsers.every(({ open }) => !open)
      await waitUntil(over, { limitMs: FOLLOWED_MS + 2 * LINE_MS * factor, signal })
    },
    [Symbol.asyncDispose]: async () => {
      stop.abort()
      await spoken
    },
  }
}
