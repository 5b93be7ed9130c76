import type { TestProjectInlineConfiguration } from 'vitest/config'
import type { Vitest } from 'vitest/node'
import { NAME } from './name.ts'

/** What the plugin cannot find by itself. */
export interface GamedayOptions {
  /** The configuration file, from the working directory. Default: the nearest `gameday.config.ts` upwards. */
  readonly config?: string
}

/** The part of a configuration of vite in which projects are declared. */
interface Declared {
  readonly test?: { projects?: unknown[] }
}

/** What vitest gives a plugin once for each project that has it. */
interface PluginContext {
  readonly vitest: Vitest
  injectTestProjects(project: TestProjectInlineConfiguration): Promise<unknown>
}

/** The plugin: two hooks, one of vite and one of vitest. */
export interface GamedayPlugin {
  readonly name: 'gameday'
  config(config: Declared): Promise<void>
  configureVitest(context: PluginContext): Promise<void>
}

/** What gameday uses of Node is there from this version on. */
const NODE_MAJOR = 24

/** Lists of projects that have ours; vitest makes a new list when it starts anew. */
const served = new WeakSet<object>()

/**
 * A plugin for `vitest.config.ts`: `npx vitest` runs the scenarios of `gameday.config.ts`, too. They are a project of vitest that is
 * called `gameday` and comes after all others. Each run has a folder and a report, as one of `gameday run` has.
 * @throws Error on a Node before 24, and UsageError for what is wrong in the configuration file
 */
export function gameday({ config: file }: GamedayOptions = {}): GamedayPlugin {
  return {
    name: 'gameday',
    async config({ test }) {
      // vitest does not ask the plugins that stand beside a list of projects: so ours joins the list.
      if (!test?.projects) return
      const { scenarioProject } = await ours()
      const reporting = { name: 'gameday:report', configureVitest: reportingOf(file) }
      test.projects.push({ ...(await scenarioProject(file)), plugins: [reporting] })
    },
    async configureVitest(context) {
      const { scenarioProject } = await ours()
      const { projects } = context.vitest
      if (served.has(projects) || projects.some(({ name }) => name === NAME)) return
      served.add(projects)
      await context.injectTestProjects(await scenarioProject(file))
      await reportingOf(file)(context)
    },
  }
}

export default gameday

const reportingOf =
  (file?: string) =>
  async ({ vitest }: Pick<PluginContext, 'vitest'>): Promise<void> => {
    const { reportRuns } = await ours()
    await reportRuns(vitest, file)
  }

/** The rest of the plugin, which an older Node cannot even read. */
async function ours(): Promise<typeof import('./project.ts')> {
  if (Number.parseInt(process.versions.node, 10) < NODE_MAJOR)
    throw new Error(
      `gameday needs Node ${NODE_MAJOR} and vitest runs on ${process.versions.node}: use Node ${NODE_MAJOR}, or take gameday() out of the plugins and run \`npx gameday run\``,
    )
  return await import('./project.ts')
}
