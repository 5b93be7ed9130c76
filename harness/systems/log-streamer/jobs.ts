import { linesOf, type Runner } from './runner.ts'

/** Jobs whose logs are there when a scenario begins. */
export const jobs = {
  /** Has said one line and is busy since. */
  silent: 'silent',
  /** The same, with a log of its own. */
  other: 'other',
  /** Finished, 64 KB of log: what the probes read. */
  finished: 'finished',
  /** Finished, 50 MB of log; only where the scenario asked for it. */
  large: 'large',
} as const
export type Job = keyof typeof jobs

const finishedLog = linesOf(64_000)

/** All of it as it is streamed, in one piece: a line that is lost, comes twice or in another place breaks it. */
export const finishedStream = finishedLog.replaceAll(/.+\n/g, (line) => `data: ${line}\n`)

/** Few and long, as each line of a log is taken by itself: 50 MB are there in a third of the time. */
const largeLine = 1_000

export async function sendJobs(runner: Runner, largeLog: boolean): Promise<void> {
  const silent = { output: 'step 1: compiling, this takes a while\n', finished: false }
  await runner.send(jobs.silent, silent)
  await runner.send(jobs.other, silent)
  await runner.send(jobs.finished, { output: finishedLog, finished: true })
  if (largeLog) await runner.send(jobs.large, { output: linesOf(50_000_000, largeLine), finished: true })
}
