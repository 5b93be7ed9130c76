import { startReaper } from '../runtime/reaper/start.ts'
import { loadCatalogue } from './catalogue.ts'
import { finishRun } from './finish-run.ts'
import { prepareRun } from './prepare-run.ts'
import { parseProfile } from './profile.ts'
import { ownProject } from './project.ts'
import { publishSetting, SETTING_VARIABLE } from './setting.ts'

/**
 * vitest's global set-up of the scenarios: where the command line has not prepared a run (`npx vitest`, an editor), one is
 * prepared here, with GAMEDAY_RUNTIME and GAMEDAY_PROFILE in place of options.
 */
export default async function setup(): Promise<(() => Promise<void>) | undefined> {
  if (process.env[SETTING_VARIABLE]) return undefined
  const scenarios = await loadCatalogue()
  const setting = await prepareRun(ownProject, scenarios, {
    runtime: (process.env.GAMEDAY_RUNTIME ?? 'processes') as 'processes',
    profile: parseProfile(process.env.GAMEDAY_PROFILE ?? 'compressed'),
    repeat: 1,
    variants: 'all',
    argv: ['vitest'],
    selectionKnown: false,
  })
  publishSetting(setting)
  const reaper = await startReaper({ runId: setting.runId })
  return async () => {
    const { page, unwritten } = await finishRun(setting.runDir, { reports: ownProject.reports })
    console.log(`\n report: ${page}`)
    for (const line of unwritten) console.error(line)
    await reaper[Symbol.asyncDispose]()
    delete process.env[SETTING_VARIABLE]
  }
}
