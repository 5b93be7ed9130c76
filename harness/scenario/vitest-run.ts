import { loadBuiltIn } from '../built-in.ts'
import { UsageError } from '../errors.ts'
import { type RuntimeChoice, runtimeChoices } from '../runtime/open.ts'
import { type Reaper, startReaper } from '../runtime/reaper/start.ts'
import type { AnyScenario } from './define.ts'
import { finishRun } from './finish-run.ts'
import { prepareRun } from './prepare-run.ts'
import { parseProfile } from './profile.ts'
import type { Project } from './project.ts'
import type { Setting } from './setting.ts'

/** A run that vitest was asked for, and not the command line. */
export interface VitestRun {
  readonly setting: Setting
  readonly reaper: Reaper
  /** Writes the report and says where it is. */
  end(aborted?: boolean): Promise<void>
}

/**
 * Prepares a run of a project: its defaults, with GAMEDAY_RUNTIME and GAMEDAY_PROFILE in place of options.
 * @param scenarios those that are known; vitest itself selects by file and name
 * @throws UsageError when the run's folder cannot be made, or a variable says something else
 */
export async function beginVitestRun(
  project: Project,
  scenarios: readonly AnyScenario[] = [],
): Promise<VitestRun> {
  await loadBuiltIn()
  const { defaults, reports } = project
  const setting = await prepareRun(project, scenarios, {
    runtime: askedRuntime() ?? defaults.runtime ?? 'auto',
    profile: parseProfile(process.env.GAMEDAY_PROFILE ?? defaults.profile ?? 'compressed'),
    ...(defaults.hosts !== undefined && { hosts: defaults.hosts }),
    repeat: defaults.repeat ?? 1,
    variants: 'all',
    argv: ['vitest'],
    selectionKnown: false,
  })
  const reaper = await startReaper({ runId: setting.runId })
  const end = async (aborted = false): Promise<void> => {
    const { page, unwritten } = await finishRun(setting.runDir, { aborted, reports })
    console.log(`\n report: ${page}`)
    for (const line of unwritten) console.error(line)
    await reaper[Symbol.asyncDispose]()
  }
  return { setting, reaper, end }
}

function askedRuntime(): RuntimeChoice | undefined {
  const asked = process.env.GAMEDAY_RUNTIME
  const known = runtimeChoices.find((choice) => choice === asked)
  if (asked && !known)
    throw new UsageError(
      `GAMEDAY_RUNTIME=${JSON.stringify(asked)} is unknown: choose ${runtimeChoices.join(' or ')}`,
    )
  return known
}
