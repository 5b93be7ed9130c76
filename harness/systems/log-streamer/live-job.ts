import { setTimeout as sleep } from 'node:timers/promises'
import { type Browsers, now, type Running } from '../../door.ts'
import type { Runner } from './runner.ts'

const job = 'live'

/** Browsers that follow the job from its beginning to its end. */
const FOLLOWERS = 3

/** From one line to the next, scenario time. */
const LINE_MS = 1_000

/** Real time in which the followers have begun, or have got the end of the log. */
const FOLLOWED_MS = 2_000

export interface LiveJobParts {
  readonly running: Running
  readonly runner: Runner
  readonly browsers: Browsers
  /** Path of a job's stream. */
  readonly pathOf: (job: string) => string
}

/**
 * Starts a job that says something all the while, with or without a fault, and browsers that follow it. Each line is journalled as a probe of the runner: `ok` when the web server took it.
 * What the followers got is in their `stream` events.
 * @returns ends the job, and waits until the followers have got all of it, or should have
 */
export async function startLiveJob({
  running,
  runner,
  browsers,
  pathOf,
}: LiveJobParts): Promise<() => Promise<void>> {
  const { factor, signal } = running
  const stop = new AbortController()
  await runner.send(job, { output: 'step 1: tests\n', finished: false })
  const lines = runner.linesOf(job)
  const wave = await browsers.open({
    browsers: FOLLOWERS,
    path: pathOf(job),
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
    const plain = { kind: 'probe', probe: 'runner', host: job, due, sent: due }
    running.record({ ...plain, ok: failed === undefined, ...(failed !== undefined && { error: failed }) })
  }
  const speak = async () => {
    while (!stop.signal.aborted && !signal.aborted) {
      await tell(runner.append(job, `test ${lines.length} passed`))
      await sleep(LINE_MS * factor, undefined, { signal: stop.signal }).catch(() => {})
    }
  }
  const spoken = speak()
  const end = async () => {
    stop.abort()
    await spoken
  }
  running.onEnd(end)
  return async () => {
    await end()
    await tell(runner.finish(job))
    const over = () => wave.browsers.every(({ open }) => !open)
    await running.until(over, `${FOLLOWED_MS / factor + 2 * LINE_MS}ms`)
  }
}
