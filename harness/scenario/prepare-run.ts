import { randomInt } from 'node:crypto'
import { join, resolve } from 'node:path'
import { messageOf, UsageError } from '../errors.ts'
import { makeWritableFolder } from '../file-trouble.ts'
import { RUN_SCHEMA, type RunFile, writeRunFile } from '../report/run-file.ts'
import { chooseRuntime, type RuntimeChoice } from '../runtime/open.ts'
import { runsDir } from '../runtime/state.ts'
import type { AnyScenario } from './define.ts'
import { type Commit, describeCommit, describeEnvironment } from './environment.ts'
import { executionsOf } from './executions.ts'
import { type ProfileName, profiles } from './profile.ts'
import type { Project } from './project.ts'
import { makeRunFolder } from './run-folder.ts'
import type { Setting } from './setting.ts'

export interface RunRequest {
  readonly runtime: RuntimeChoice
  readonly profile: ProfileName
  readonly hosts?: number
  readonly repeat: number
  readonly seed?: number
  readonly variants: Setting['variants']
  readonly targets?: Setting['targets']
  readonly out?: string
  readonly guard?: readonly string[]
  readonly argv: readonly string[]
  /** false: vitest selects by file or name, so what has no journal was not asked for. Default: true. */
  readonly selectionKnown?: boolean
}

/**
 * Chooses the runtime, makes the run's folder and writes its `run.json`.
 * @throws UsageError when the folder already holds a run, or anything else, or cannot hold one
 */
export async function prepareRun(
  project: Project,
  scenarios: readonly AnyScenario[],
  request: RunRequest,
): Promise<Setting> {
  const [{ kinds, reason }, environment, commit] = await Promise.all([
    chooseRuntime(request.runtime),
    describeEnvironment(),
    describeCommit(project.root),
  ])
  const runId = newRunId(new Date())
  const runDir = request.out ? resolve(request.out) : join(project.reports, runId)
  const setting: Setting = {
    runId,
    runDir,
    seed: request.seed ?? randomInt(2 ** 31),
    profile: request.profile,
    runtimes: [...kinds],
    runtimeReason: reason,
    ...(request.hosts ? { hosts: request.hosts } : {}),
    repeat: request.repeat,
    variants: request.variants,
    ...(request.targets ? { targets: request.targets } : {}),
    select: scenarios.map(({ id }) => id),
    ...(request.guard && request.guard.length > 0 ? { guard: [...request.guard] } : {}),
    environment,
  }
  mustHaveState()
  makeRunFolder(runDir, scenarios.flatMap((scenario) => executionsOf(scenario, setting)).length)
  writeRunFile(runDir, runFile(setting, request, scenarios, commit))
  return setting
}

/** The reaper keeps there what it must remove: without it nothing may start. */
function mustHaveState(): void {
  try {
    makeWritableFolder(runsDir)
  } catch (error) {
    throw new UsageError(
      `${messageOf(error)}: set XDG_CACHE_HOME to a folder that you can write to, or use a checkout of your own`,
    )
  }
}

function runFile(
  setting: Setting,
  { runtime, argv, selectionKnown = true }: RunRequest,
  scenarios: readonly AnyScenario[],
  commit: Commit,
): RunFile {
  return {
    schema: RUN_SCHEMA,
    id: setting.runId,
    seed: setting.seed,
    runtime,
    runtimeReason: setting.runtimeReason,
    profile: setting.profile,
    factor: profiles[setting.profile],
    ...commit,
    startedAt: new Date().toISOString(),
    argv: [...argv],
    environment: setting.environment,
    ...(selectionKnown ? { planned: plannedOf(scenarios, setting) } : {}),
  }
}

function plannedOf(scenarios: readonly AnyScenario[], setting: Setting): NonNullable<RunFile['planned']> {
  return scenarios
    .flatMap((scenario) => executionsOf(scenario, setting))
    .map(({ scenario, variant, runtime: kind, repetition }) => ({
      id: scenario.id,
      variant,
      runtime: kind,
      repetition,
    }))
}

/** Sorts by time, unique by its tail: `20261121-093012-4f7a`. */
function newRunId(date: Date): string {
  const stamp = date.toISOString().replaceAll(/[-:]/g, '').replace('T', '-').slice(0, 15)
  return `${stamp}-${randomInt(0x10000).toString(16).padStart(4, '0')}`
}
