import { UsageError } from '../errors.ts'
import type { RuntimeChoice } from '../runtime/open.ts'
import { loadCatalogue, type Shard, selectScenarios, shardOf } from '../scenario/catalogue.ts'
import type { ProfileName } from '../scenario/profile.ts'
import { findProject, isOwn, type Project } from '../scenario/project.ts'
import { rehearse } from '../scenario/rehearse.ts'
import type { Setting } from '../scenario/setting.ts'
import { usersCode } from '../users-code.ts'
import { guardsOf, refuseGuards } from './guards.ts'
import { describeTargets, forTargets } from './targets.ts'

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
  /** Say what would be done, and start nothing. */
  readonly dryRun?: boolean
  /** Of a dry run: as JSON. */
  readonly json?: boolean
  /** Serve the live page. */
  readonly watch?: boolean
  /** Run in a network namespace of its own. */
  readonly privateNetwork?: boolean
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
  'stop',
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

/**
 * What a run is asked for: by the command line, then by the project, then what is common.
 * @throws UsageError for what cannot be, before anything starts
 */
export async function choose(patterns: readonly string[], given: RunOptions) {
  const project = await findProject(given.config, given.target !== undefined)
  if (given.config !== undefined && !given.target && isOwn(project))
    throw new UsageError('--config describes targets here: name one with --target, or leave out --config')
  const options = { ...commonly, ...defaultsOf(project, given), ...given }
  const targets = options.target
    ? await describeTargets(options.target, { ...options, config: project.configFile })
    : undefined
  const catalogue = await loadCatalogue(project)
  const selected = selectScenarios(
    targets ? forTargets(catalogue, patterns) : catalogue,
    patterns,
    commandNames,
  )
  const scenarios = options.shard ? shardOf(selected, options.shard) : selected
  // What is wrong with a scenario itself shows before anything starts.
  for (const scenario of scenarios)
    await usersCode(scenario.id, () => rehearse(scenario, undefined, options.hosts))
  const guard = guardsOf(project, options.guard)
  refuseGuards(scenarios, guard)
  return { project, options, targets, scenarios, guard }
}

export const variantsOf = ({ broken }: RunOptions): Setting['variants'] =>
  broken === undefined ? 'all' : broken ? 'broken' : 'current'

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
