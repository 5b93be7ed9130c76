import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { exitCode } from '../analysis/exit-code.ts'
import { UsageError } from '../errors.ts'
import { readRuns } from '../report/comparison/read-runs.ts'
import { baselineText } from '../report/comparison/terminal.ts'
import { stopText } from '../report/stop-file.ts'
import { renderSummary } from '../report/terminal.ts'
import type { RuntimeChoice } from '../runtime/open.ts'
import { startReaper } from '../runtime/reaper/start.ts'
import { loadCatalogue, type Shard, selectScenarios, shardOf } from '../scenario/catalogue.ts'
import { defaultConcurrency } from '../scenario/concurrency.ts'
import type { AnyScenario } from '../scenario/define.ts'
import { finishRun } from '../scenario/finish-run.ts'
import { prepareRun } from '../scenario/prepare-run.ts'
import type { ProfileName } from '../scenario/profile.ts'
import { findProject, isOwn, type Project } from '../scenario/project.ts'
import { rehearse } from '../scenario/rehearse.ts'
import { setAside } from '../scenario/retry.ts'
import type { Setting } from '../scenario/setting.ts'
import { usersCode } from '../users-code.ts'
import { annotate } from './annotate.ts'
import { hasColours, onStdout } from './colour.ts'
import { executeAll } from './execute.ts'
import { endWith, tellUnwritten } from './exit.ts'
import { guardsOf, refuseGuards } from './guards.ts'
import { Interrupts } from './interrupts.ts'
import { untilNobodyLooks, watchRun } from './live-page.ts'
import { prepareSystems } from './prepare-systems.ts'
import { announce, describeTargets, forTargets } from './targets.ts'

export interface RunOptions {
  /** Default: `auto`. */
  readonly runtime?: RuntimeChoice
  /** Default: `compressed`; `production` for targets, whose time cannot be scaled. */
  readonly profile?: ProfileName
  /** Names of targets in the configuration file. */
  readonly target?: readonly string[]
  /** The configuration file. Default: the nearest one upwards. */
  readonly config?: string
  readonly hosts?: number
  /** Default: 1. */
  readonly repeat?: number
  readonly seed?: number
  /** true: only broken variants · false: none · undefined: all variants. */
  readonly broken?: boolean
  readonly shard?: Shard
  readonly out?: string
  /** Folder of a run, or of several, that the report compares with. */
  readonly baseline?: string
  /** Default: `defaultConcurrency` of the runtime. */
  readonly concurrency?: number
  /** Further attempts at what is inconclusive. Default: none. */
  readonly retryInconclusive?: number
  /** Limits that nothing may pass. */
  readonly guard?: readonly string[]
  /** Serve the live page. */
  readonly watch?: boolean
}

/** What may be meant by a word that is no scenario: `run` is the command of a line without one. */
const commandNames = [
  'help',
  'init',
  'run',
  'tour',
  'up',
  'inject',
  'heal',
  'mark',
  'note',
  'status',
  'end',
  'list',
  'report',
  'compare',
  'trend',
  'history',
  'export',
  'doctor',
  'clean',
  'images',
  'toxiproxy',
  'completion',
]

/** `gameday run`: prepares a run, lets vitest execute it, builds the report. */
export async function run(patterns: string[], given: RunOptions): Promise<void> {
  const project = await findProject(given.config, given.target !== undefined)
  if (given.config !== undefined && !given.target && isOwn(project))
    throw new UsageError('--config describes targets here: name one with --target, or leave out --config')
  const options = { ...commonly, ...defaultsOf(project, given), ...given }
  const targets = options.target
    ? await describeTargets(options.target, { ...options, config: project.configFile })
    : undefined
  const concurrencyOf = (kind: Setting['runtimes'][number]) =>
    options.concurrency ?? (targets?.oneByOne ? 1 : defaultConcurrency[kind])
  const catalogue = await loadCatalogue(project)
  const selected = selectScenarios(
    targets ? forTargets(catalogue, patterns) : catalogue,
    patterns,
    commandNames,
  )
  const baseline = options.baseline === undefined ? undefined : resolve(options.baseline)
  // One that is no run is said before the run, not after it.
  if (baseline !== undefined) readRuns(baseline)
  const scenarios = options.shard ? shardOf(selected, options.shard) : selected
  // What is wrong with a scenario itself shows before anything starts.
  for (const scenario of scenarios)
    await usersCode(scenario.id, () => rehearse(scenario, undefined, options.hosts))
  const guard = guardsOf(project, options.guard)
  refuseGuards(scenarios, guard)
  const setting = await prepareRun(project, scenarios, {
    ...options,
    guard,
    profile: options.profile ?? (targets ? 'production' : 'compressed'),
    ...(targets ? { targets: targets.setting } : {}),
    variants: options.broken === undefined ? 'all' : options.broken ? 'broken' : 'current',
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

/** Where neither the command line nor the project says anything. */
const commonly = { runtime: 'auto', repeat: 1, retryInconclusive: 0 } as const

/** What the project says; its profile is not for targets, whose time cannot be compressed. */
function defaultsOf(
  { defaults: { profile, ...rest } }: Project,
  { target }: RunOptions,
): Partial<RunOptions> {
  return stated(target ? rest : { ...rest, profile })
}

/** Without what is there and undefined, which would take the place of what is said elsewhere. */
function stated<T extends object>(options: T) {
  const entries = Object.entries(options).filter(([, value]) => value !== undefined)
  return Object.fromEntries(entries) as { [K in keyof T]?: Exclude<T[K], undefined> }
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
