import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { exitCode } from '../analysis/exit-code.ts'
import { messageOf, UsageError } from '../errors.ts'
import { findScenario } from '../game-day/find-scenario.ts'
import { GameDayHost } from '../game-day/host.ts'
import { takePointer } from '../game-day/pointer.ts'
import { doorFor, refuseSaveAs, type SaveOptions, saveAs } from '../game-day/save-as.ts'
import { believed, gameDayScenario } from '../game-day/scenario.ts'
import { quotableLine } from '../plain-text.ts'
import { renderSummary } from '../report/terminal.ts'
import type { RuntimeChoice } from '../runtime/open.ts'
import { startReaper } from '../runtime/reaper/start.ts'
import { fileOf, loadCatalogue } from '../scenario/catalogue.ts'
import { executionsOf } from '../scenario/executions.ts'
import { finishRun } from '../scenario/finish-run.ts'
import { type Planned, readPlan } from '../scenario/game-day-plan.ts'
import { prepareRun } from '../scenario/prepare-run.ts'
import type { ProfileName } from '../scenario/profile.ts'
import { findProject, isOwn, type Project } from '../scenario/project.ts'
import { abortedByUser } from '../scenario/run.ts'
import { publishSetting } from '../scenario/setting.ts'
import { usersCode } from '../users-code.ts'
import { openToUsers } from '../users-imports.ts'
import { hasColours, onStdout } from './colour.ts'
import { endWith, tellUnwritten } from './exit.ts'
import { guardsOf, refuseGuards } from './guards.ts'
import { Interrupts } from './interrupts.ts'
import { untilNobodyLooks } from './live-page.ts'
import { prepareSystems } from './prepare-systems.ts'
import { describeTargets } from './targets.ts'
import { userName } from './user-name.ts'

export interface UpOptions {
  readonly runtime?: Exclude<RuntimeChoice, 'both'>
  readonly profile?: ProfileName
  readonly variant?: string
  readonly target?: readonly string[]
  readonly config?: string
  readonly hosts?: number
  readonly seed?: number
  readonly out?: string
  readonly port?: number
  readonly plan?: string
  readonly guard?: readonly string[]
  readonly hypothesis?: string
  readonly saveAs?: string
  readonly noneLost?: readonly string[]
}

/** `gameday up`: starts a system and keeps it while people break it; then its report. */
export async function up(name: string | undefined, options: UpOptions): Promise<void> {
  const project = await findProject(options.config, options.target !== undefined)
  const catalogue = await loadCatalogue(project)
  const found = findScenario(catalogue, name, options.variant)
  const guard = guardsOf(project, options.guard)
  refuseGuards([found.scenario], guard)
  const plan = options.plan === undefined ? [] : await loadPlan(options.plan)
  const saved = options.saveAs === undefined ? undefined : refuseSaveAs(options.saveAs)
  const gameDay = {
    ...found,
    ...(options.hypothesis !== undefined && { hypothesis: options.hypothesis }),
    ...(options.noneLost && { noneLost: options.noneLost }),
  }
  const scenario = gameDayScenario(gameDay)
  const targets =
    options.target &&
    (await describeTargets(options.target, {
      config: project.configFile,
      ...(options.profile && { profile: options.profile }),
    }))
  const setting = await prepareRun(project, [scenario], {
    runtime: options.runtime ?? 'auto',
    profile: options.profile ?? 'production',
    repeat: 1,
    variants: 'current',
    ...(options.hosts !== undefined && { hosts: options.hosts }),
    ...(options.seed !== undefined && { seed: options.seed }),
    ...(options.out !== undefined && { out: options.out }),
    guard,
    ...(targets ? { targets: targets.setting } : {}),
    argv: process.argv.slice(2),
  })
  await prepareSystems([scenario], setting)
  publishSetting(setting)
  if (!isOwn(project)) process.chdir(project.root)
  await using _reaper = await startReaper({ runId: setting.runId })
  using _pointer = await takePointer(project.reports, {
    runId: setting.runId,
    dir: setting.runDir,
    name: found.name,
    pid: process.pid,
    startedAt: new Date().toISOString(),
  })
  const [execution] = executionsOf(scenario, setting)
  await using host = new GameDayHost({
    ...{ execution: execution!, setting, plan, hypothesis: believed(gameDay) },
    ...{ name: found.name, variant: options.variant ?? 'current', port: options.port ?? 0 },
  })
  outliveTerminal()
  await host.open()
  announce(host, setting.runtimeReason, found.name)
  await play(host)
  if (saved !== undefined)
    save(host, {
      file: saved,
      source: { id: found.scenario.id, file: fileOf(found.scenario.id) },
      door: doorFor(saved, project.root, isOwn(project)),
      hypothesis: scenario.meta.hypothesis,
      noneLost: options.noneLost ?? [],
    })
  await report(host, project, setting.runDir)
}

/** What cannot be saved is told, and the report is written all the same. */
function save(host: GameDayHost, options: SaveOptions): void {
  try {
    saveAs(host.events, options)
    console.log(`saved: ${options.file}; \`gameday run\` does it again`)
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    process.stderr.write(`gameday: not saved: ${quotableLine(error.message)}\n`)
  }
}

/** Its terminal may be closed: `gameday end` ends it from another one. What is printed then arrives nowhere. */
const outliveTerminal = () => void process.on('SIGHUP', () => {})

/** Plays the game-day; Ctrl-C ends it as `gameday end` does, or gives it up while it starts. */
async function play(host: GameDayHost): Promise<void> {
  const abort = new AbortController()
  const interrupts = new Interrupts()
  interrupts.listen(() => {
    if (!host.end(userName())) abort.abort(abortedByUser)
  })
  await host.play(abort.signal)
  interrupts.stop()
}

async function report(host: GameDayHost, project: Project, runDir: string): Promise<void> {
  const interrupts = new Interrupts()
  interrupts.listen()
  const { results, unwritten, page } = await finishRun(runDir, { reports: project.reports })
  const code = exitCode(results.scenarios)
  const summary = renderSummary(results, { colour: false })
  host.reported(page, JSON.stringify({ summary, report: page, code }))
  console.log(renderSummary(results, { colour: hasColours(process.stdout) }))
  if (existsSync(page)) console.log(`report: ${page}`)
  endWith(code)
  tellUnwritten(unwritten)
  await untilNobodyLooks(host, interrupts)
  interrupts.stop()
}

/** What people type next, and where they look. */
function announce(host: GameDayHost, reason: string, name: string): void {
  const { facilitator, observer } = host.addresses
  console.log(reason)
  console.log(`${onStdout.bold(name)} starts; its page:`)
  console.log(`  facilitator  ${facilitator}`)
  console.log(`  observers    ${observer}`)
  console.log(
    onStdout.dim(
      'from another terminal: gameday inject <fault> <where> · heal · mark "text" · note "text" · status · end (or Ctrl-C here)',
    ),
  )
}

async function loadPlan(file: string): Promise<Planned[]> {
  openToUsers()
  const load = () => import(pathToFileURL(resolve(file)).href) as Promise<{ default?: unknown }>
  try {
    return readPlan(file, (await usersCode(file, load)).default)
  } catch (error) {
    if (error instanceof UsageError) throw error
    throw new UsageError(`${file} cannot be loaded: ${messageOf(error)}`)
  }
}
