import { realpathSync } from 'node:fs'
import { dirname, relative, resolve } from 'node:path'
import { isPackage, repoRoot } from '../../docker/images.ts'
import { UsageError } from '../errors.ts'
import { findConfigFile, loadConfig } from '../targets/load-config.ts'
import type { Config } from '../targets/schema.ts'

/** Whose scenarios run, and where what belongs to them is. */
export interface Project {
  /** Absolute path: the folder of its configuration file. */
  readonly root: string
  /** Absolute path; absent: gameday's own checkout, without one. */
  readonly configFile?: string
  /** Globs from the root. */
  readonly scenarios: readonly string[]
  /** Absolute path of the folder in which runs have their folders. */
  readonly reports: string
  readonly defaults: Config['defaults']
  readonly guard: Config['guard']
}

/** gameday's own checkout, which needs no configuration. */
export const ownProject: Project = {
  root: repoRoot,
  scenarios: ['scenarios/**/*.scenario.ts'],
  reports: resolve(repoRoot, 'reports'),
  defaults: {},
  guard: [],
}

/** Whether a project is gameday's own checkout. */
export const isOwn = ({ root }: Project): boolean => root === repoRoot

/**
 * The project of a command: that of `file`, or of the nearest configuration file from the working directory upwards. A checkout of gameday
 * is the project of files in it, and of all that describe targets for its scenarios.
 * @param file from the working directory
 * @param forTargets the command names targets
 * @throws UsageError where there is none, and for what is wrong in it
 */
export async function findProject(file?: string, forTargets = false): Promise<Project> {
  const found = file === undefined ? findConfigFile(process.cwd()) : resolve(file)
  if (!isPackage && (found === undefined || forTargets || isInside(found)))
    return { ...ownProject, ...(found !== undefined && { configFile: found }) }
  if (found === undefined)
    throw new UsageError(
      `there is no gameday.config.ts in ${process.cwd()} or above it: \`npx gameday init\` writes one, or name one with --config`,
    )
  const { scenarios, reports, defaults, guard } = await loadConfig(found)
  const configFile = realpathSync(found)
  const root = dirname(configFile)
  return { root, configFile, scenarios, reports: resolve(root, reports), defaults, guard }
}

const isInside = (file: string) => !relative(repoRoot, file).startsWith('..')
