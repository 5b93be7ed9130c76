import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { exitCode } from '../analysis/exit-code.ts'
import { UsageError } from '../errors.ts'
import { readRuns } from '../report/comparison/read-runs.ts'
import { baselineText } from '../report/comparison/terminal.ts'
import { stopText } from '../report/stop-file.ts'
import { renderSummary } from '../report/terminal.ts'
import { startReaper } from '../runtime/reaper/start.ts'
import { defaultConcurrency } from '../scenario/concurrency.ts'
import type { AnyScenario } from '../scenario/define.ts'
import { finishRun } from '../scenario/finish-run.ts'
import { prepareRun } from '../scenario/prepare-run.ts'
import type { Project } from '../scenario/project.ts'
import { setAside } from '../scenario/retry.ts'
import type { Setting } from '../scenario/setting.ts'
import { annotate } from './annotate.ts'
import { choose, type RunOptions, variantsOf } from './chosen.ts'
import { hasColours, onStdout } from './colour.ts'
import { executeAll } from './execute.ts'
import { endWith, tellUnwritten } from './exit.ts'
import { Interrupts } from './interrupts.ts'
import { untilNobodyLooks, watchRun } from './live-page.ts'
import { prepareSystems } from './prepare-systems.ts'
import { announce } from './targets.ts'

/** The launcher has made the network when this is asked: no program can move all of its threads into another one. */
function withNetwork(given: RunOptions): RunOptions {
  if (!given.privateNetwork) return given
  if (process.env.GAMEDAY_PRIVATE_NETWORK === undefined)
    throw new UsageError('--private-network works by `npx gameday run` or `npm run gameday -- run` only')
  if (given.watch) throw new UsageError('--private-network hides the page of --watch from your browser')
  const { runtime = 'auto' } = given
  if (runtime !== 'auto' && runtime !== 'processes')
    throw new UsageError(`--private-network is for --runtime processes, not for ${runtime}`)
  return { ...given, runtime: 'processes' }
}

/** `gameday run`: prepares a run, lets vitest execute it, builds the report. */
export async function run(patterns: string[], asked: RunOptions): Promise<void> {
  const given = withNetwork(asked)
  if (given.dryRun) return (await import('./dry-run.ts')).dryRun(patterns, given)
  if (given.json) throw new UsageError('--json goes with --dry-run; results.json has what a run came to')
  const { project, options, targets, scenarios, guard } = await choose(patterns, given)
  const concurrencyOf = (kind: Setting['runtimes'][number]) =>
    options.concurrency ?? (targets?.oneByOne ? 1 : defaultConcurrency[kind])
  const baseline = options.baseline === undefined ? undefined : resolve(options.baseline)
  // One that is no run is said before the run, not after it.
  if (baseline !== undefined) readRuns(baseline)
  const setting = await prepareRun(project, scenarios, {
    ...options,
    guard,
    profile: options.profile ?? (targets ? 'production' : 'compressed'),
    ...(targets ? { targets: targets.setting } : {}),
    variants: variantsOf(options),
    argv: process.argv.slice(2),
  })
  console.log(setting.runtimeReason)
  console.log(onStdout.dim(`run ${setting.runId}, seed ${setting.seed}, ${setting.profile} profile`))
  if (targets)
    for (const line of await announce(scenarios, targets.targets, setting, concurrencyOf)) console.log(line)
  await prepareSystems(scenarios, setting)
  process.env.GAMEDAY_RUN_ID = setting.runId
  await using _reaper = await startReaper({ runId: setting.runId })
  await using watch = options.watch ? await watchRun(scenarios, setting) : undefined
  const interrupts = new Interrupts()
  let error: Error | undefined
  for (const kind of setting.runtimes) {
    if (interrupts.aborted) break
    const part = { ...setting, runtimes: [kind] }
    const concurrency = concurrencyOf(kind)
    error ??= await executeAll(scenarios, { project, setting: part, concurrency, interrupts })
    error ??= await retryInconclusive(scenarios, options.retryInconclusive, {
      project,
      setting: part,
      interrupts,
    })
  }
  // One that comes now finds nothing to cancel; the report is written all the same.
  interrupts.listen()
  const { aborted } = interrupts
  const { results, against, unwritten, page } = await finishRun(setting.runDir, {
    aborted,
    baseline,
    reports: project.reports,
  })
  watch?.reported(page)
  console.log(renderSummary(results, { colour: hasColours(process.stdout) }))
  if (against) console.log(baselineText(against))
  if (existsSync(page)) console.log(`report: ${page}`)
  if (watch) await untilNobodyLooks(watch, interrupts)
  interrupts.stop()
  annotate(results)
  endWith(exitCode(results.scenarios))
  tellUnwritten(unwritten)
  if (error) throw error
}

interface Attempts {
  readonly project: Project
  readonly setting: Setting
  readonly interrupts: Interrupts
}

/** Makes further attempts at what is inconclusive, one at a time. Gives what vitest could not even start. */
async function retryInconclusive(
  scenarios: readonly AnyScenario[],
  most: number,
  { project, setting: first, interrupts }: Attempts,
): Promise<Error | undefined> {
  let setting = first
  for (let attempt = 1; attempt <= most && !interrupts.aborted; attempt++) {
    if (stopText(setting.runDir) !== undefined) return undefined
    const again = setAside(scenarios, setting, attempt)
    if (again.length === 0) return undefined
    console.log(`${again.length} inconclusive: attempt ${attempt + 1}, one at a time`)
    setting = { ...setting, again }
    const error = await executeAll(scenarios, { project, setting, concurrency: 1, interrupts })
    if (error) return error
  }
  return undefined
}
