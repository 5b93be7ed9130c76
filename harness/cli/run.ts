import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createVitest } from 'vitest/node'
import { exitCode } from '../analysis/exit-code.ts'
import { UsageError } from '../errors.ts'
import { readRuns } from '../report/comparison/read-runs.ts'
import { baselineText } from '../report/comparison/terminal.ts'
import { renderSummary } from '../report/terminal.ts'
import type { RuntimeChoice } from '../runtime/open.ts'
import { startReaper } from '../runtime/reaper/start.ts'
import { fileOf, loadCatalogue, type Shard, selectScenarios, shardOf } from '../scenario/catalogue.ts'
import { defaultConcurrency } from '../scenario/concurrency.ts'
import type { AnyScenario } from '../scenario/define.ts'
import { executionsOf } from '../scenario/executions.ts'
import { finishRun } from '../scenario/finish-run.ts'
import { prepareRun } from '../scenario/prepare-run.ts'
import type { ProfileName } from '../scenario/profile.ts'
import { rehearse } from '../scenario/rehearse.ts'
import { setAside } from '../scenario/retry.ts'
import { publishSetting, type Setting } from '../scenario/setting.ts'
import { oddPath } from '../setup/odd-path.mjs'
import { usersCode } from '../users-code.ts'
import { hasColours, onStdout } from './colour.ts'
import { endWith, tellUnwritten } from './exit.ts'
import { Interrupts } from './interrupts.ts'
import { longestFirst } from './longest-first.ts'
import { followProgress } from './progress.ts'
import { announce, describeTargets, forTargets } from './targets.ts'
import { VitestErrors } from './vitest-errors.ts'

export interface RunOptions {
  readonly runtime: RuntimeChoice
  /** Default: `compressed`; `production` for targets, whose time cannot be scaled. */
  readonly profile?: ProfileName
  /** Names of targets in the configuration file. */
  readonly target?: readonly string[]
  /** The configuration file. Default: gameday.config.ts. */
  readonly config?: string
  readonly hosts?: number
  readonly repeat: number
  readonly seed?: number
  /** true: only broken variants · false: none · undefined: all variants. */
  readonly broken?: boolean
  readonly shard?: Shard
  readonly out?: string
  /** Folder of a run, or of several, that the report compares with. */
  readonly baseline?: string
  /** Default: `defaultConcurrency` of the runtime. */
  readonly concurrency?: number
  /** Further attempts at what is inconclusive. */
  readonly retryInconclusive: number
}

/** What may be meant by a word that is no scenario: `run` is the command of a line without one. */
const commandNames = ['run', 'list', 'report', 'compare', 'trend', 'doctor', 'clean', 'toxiproxy']

const root = fileURLToPath(new URL('../..', import.meta.url))

/** `gameday run`: prepares a run, lets vitest execute it, builds the report. */
export async function run(patterns: string[], options: RunOptions): Promise<void> {
  if (options.config !== undefined && !options.target)
    throw new UsageError('--config describes targets: name one with --target, or leave --config away')
  const odd = oddPath(root)
  if (odd) throw new UsageError(odd)
  const targets = options.target ? await describeTargets(options.target, options) : undefined
  const concurrencyOf = (kind: Setting['runtimes'][number]) =>
    options.concurrency ?? (targets?.oneByOne ? 1 : defaultConcurrency[kind])
  const catalogue = await loadCatalogue()
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
  const setting = await prepareRun(scenarios, {
    ...options,
    profile: options.profile ?? (targets ? 'production' : 'compressed'),
    ...(targets ? { targets: targets.setting } : {}),
    variants: options.broken === undefined ? 'all' : options.broken ? 'broken' : 'current',
    argv: process.argv.slice(2),
  })
  console.log(setting.runtimeReason)
  console.log(onStdout.dim(`run ${setting.runId}, seed ${setting.seed}, ${setting.profile} profile`))
  if (targets)
    for (const line of await announce(scenarios, targets.targets, setting, concurrencyOf)) console.log(line)
  process.env.GAMEDAY_RUN_ID = setting.runId
  await using _reaper = await startReaper({ runId: setting.runId })
  const interrupts = new Interrupts()
  let error: Error | undefined
  for (const kind of setting.runtimes) {
    if (interrupts.aborted) break
    const part = { ...setting, runtimes: [kind] }
    error ??= await executeAll(scenarios, part, concurrencyOf(kind), interrupts)
    error ??= await retryInconclusive(scenarios, part, options.retryInconclusive, interrupts)
  }
  // One that comes now finds nothing to cancel; the report is written all the same.
  interrupts.listen()
  const { aborted } = interrupts
  const { results, against, unwritten, page } = await finishRun(setting.runDir, { aborted, baseline })
  interrupts.stop()
  console.log(renderSummary(results, { colour: hasColours(process.stdout) }))
  if (against) console.log(baselineText(against))
  if (existsSync(page)) console.log(`report: ${page}`)
  endWith(exitCode(results.scenarios))
  tellUnwritten(unwritten)
  if (error) throw error
}

/** Makes further attempts at what is inconclusive, one at a time. Gives what vitest could not even start. */
async function retryInconclusive(
  scenarios: readonly AnyScenario[],
  first: Setting,
  most: number,
  interrupts: Interrupts,
): Promise<Error | undefined> {
  let setting = first
  for (let attempt = 1; attempt <= most && !interrupts.aborted; attempt++) {
    const again = setAside(scenarios, setting, attempt)
    if (again.length === 0) return undefined
    console.log(`${again.length} inconclusive: attempt ${attempt + 1}, one at a time`)
    setting = { ...setting, again }
    const error = await executeAll(scenarios, setting, 1, interrupts)
    if (error) return error
  }
  return undefined
}

/** Lets vitest run the scenarios' files. Gives what vitest could not even start. */
async function executeAll(
  scenarios: readonly AnyScenario[],
  setting: Setting,
  concurrency: number,
  interrupts: Interrupts,
): Promise<Error | undefined> {
  publishSetting(setting)
  const executions = scenarios.flatMap((scenario) => executionsOf(scenario, setting))
  const errors = new VitestErrors()
  const vitest = await createVitest(
    'test',
    {
      // Not the folder in which somebody types the command.
      root,
      project: ['scenarios'],
      watch: false,
      reporters: [errors],
      maxWorkers: concurrency,
      passWithNoTests: true,
      sequence: { sequencer: longestFirst(scenarios, setting) },
    },
    { logLevel: 'error' },
  )
  interrupts.listen(() => void vitest.cancelCurrentRun('keyboard-input'))
  const progress = followProgress(
    setting.runDir,
    executions.map(({ scenario, ...rest }) => ({ id: scenario.id, ...rest })),
  )
  try {
    await vitest.start([...new Set(executions.map(({ scenario }) => fileOf(scenario.id)))])
  } finally {
    progress.stop()
    await vitest.close()
  }
  return errors.first
}
