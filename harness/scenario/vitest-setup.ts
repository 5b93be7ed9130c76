import { loadCatalogue } from './catalogue.ts'
import { ownProject, type Project } from './project.ts'
import { publishSetting, SETTING_VARIABLE } from './setting.ts'
import { beginVitestRun } from './vitest-run.ts'

/** Not `auto`: whether there is a Docker engine changes nothing of what `npx vitest` does. */
const checkout: Project = { ...ownProject, defaults: { runtime: 'processes' } }

/**
 * vitest's global set-up of a checkout's scenarios: where the command line has not prepared a run (`npx vitest`, an editor), one is
 * prepared here.
 */
export default async function setup(): Promise<(() => Promise<void>) | undefined> {
  if (process.env[SETTING_VARIABLE]) return undefined
  const { setting, end } = await beginVitestRun(checkout, await loadCatalogue())
  publishSetting(setting)
  return async () => {
    await end()
    delete process.env[SETTING_VARIABLE]
  }
}
