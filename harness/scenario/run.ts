import { rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { watchStalls } from '../../docker/stalls.ts'
import { type Judgement, reachVerdict } from '../analysis/verdict.ts'
import { parseDuration } from '../duration.ts'
import { HarnessError, MissingPartError, messageOf } from '../errors.ts'
import type { OpenFault } from '../faults/fault.ts'
import { createFaults, createInject } from '../faults/faults.ts'
import { readGuards } from '../guard/guard.ts'
import { lookAtServices } from '../guard/look-at-services.ts'
import type { GuardState } from '../guard/state.ts'
import { GuardWatch } from '../guard/watch.ts'
import type { NewEvent, Phase } from '../journal/events.ts'
import { type Journal, openJournal } from '../journal/writer.ts'
import { watchCoreWaits } from '../probes/core-waits/watch.ts'
import { watchMachineSpeed } from '../probes/machine-speed.ts'
import { journalDir } from '../report/layout.ts'
import { mustHaveLayers } from '../runtime/layers.ts'
import { openRuntime } from '../runtime/open.ts'
import type { Runtime } from '../runtime/runtime.ts'
import { msPerHost, type RunningSystem, steadyTimeoutMs } from '../system/system.ts'
import type { Target } from '../targets/target.ts'
import { type Checks, createChecks } from './check.ts'
import { createDeadline, type Deadline } from './deadline.ts'
import { type AnyScenario, type OwnEvent, optionsOf } from './define.ts'
import type { Execution } from './executions.ts'
import { headerOf } from './header.ts'
import { refuseHeadline } from './headline.ts'
import { namedOf } from './named.ts'
import { nodesIn } from './nodes.ts'
import { planChecks } from './plan-checks.ts'
import { factorOf } from './profile.ts'
import { deriveSeed, seededRandom } from './random.ts'
import type { Setting } from './setting.ts'
import { takeSetUp } from './side-by-side.ts'
import { Stopping } from './stopping.ts'
import { refuseTarget, targetOf } from './targets.ts'
import { createTime, type Time } from './time.ts'

/** Real time for starting all services: a cold start of containers on a busy machine. */
const setupTimeoutMs = 60_000
/** Real time that a body may take on top of its scenario time: processes start, hosts dial. */
const bodyAllowanceMs = 10_000
/** Scenario time for a scenario's body, where it names none. */
export const defaultDeadline = '120s'
/** Real time for taking everything down; testcontainers removes a container in under a second. */
const teardownTimeoutMs = 30_000

/** Real milliseconds after which an execution has ended in any case: the sum of all deadlines in it. */
export function longestMs(scenario: AnyScenario, factor: number, asked?: number): number {
  const hosts = scenario.meta.system.hosts(asked)
  return (
    setupTimeoutMs + 4 * steadyTimeoutMs(factor, hosts) + bodyMs(scenario, factor, hosts) + teardownTimeoutMs
  )
}

/** A body waits for all hosts up to four times. */
const bodyMs = ({ meta }: AnyScenario, factor: number, hosts: number) =>
  parseDuration(meta.deadline ?? defaultDeadline) * factor + bodyAllowanceMs + 4 * hosts * msPerHost

/**
 * Takes one execution through its lifecycle (setup → steady state → inject → heal → recover → verify → teardown) and
 * journals all of it. Does not throw for what happened inside: the verdict says it.
 */
export async function execute(
  execution: Execution,
  setting: Setting,
  abort: AbortSignal,
): Promise<Judgement> {
  const { scenario, variant, runtime, repetition } = execution
  const target = await targetOf(execution, setting)
  const dir = journalDir(setting.runDir, { id: scenario.id, variant, runtime, repetition })
  const journal = openJournal(join(dir, 'journal.ndjson'))
  try {
    journal.append(headerOf(execution, setting, target))
    journal.append(await planChecks(scenario, target, setting.hosts))
    const skipped = await lifecycle(execution, setting, target, dir, journal, abort)
    const judgement: Judgement = skipped
      ? { verdict: 'skipped', reason: skipped, checks: [] }
      : reachVerdict(journal.events)
    const { verdict, detected, reason } = judgement
    journal.append({
      kind: 'verdict',
      verdict,
      ...(detected === undefined ? {} : { detected }),
      ...(reason ? { reason } : {}),
    })
    return judgement
  } finally {
    await journal.close()
  }
}

/** @returns the reason when a part of this machine is missing, so that the execution is skipped */
async function lifecycle(
  execution: Execution,
  setting: Setting,
  target: Target | undefined,
  dir: string,
  journal: Journal,
  abort: AbortSignal,
): Promise<string | undefined> {
  const factor = factorOf(setting.profile, execution.scenario.meta.system)
  const { enter, trouble } = phasesOf(journal)
  const deadline = createDeadline(abort)
  using machine = watchMachineSpeed()
  using _stalls = watchOwnStalls(journal)
  using _waits = watchCoreWaits(journal)
  const checks = createChecks(journal, factor, machine.speed)
  const open = new Set<OpenFault>()
  const { scenario, variant, repetition } = execution
  const seed = deriveSeed(setting.seed, `${scenario.id} ${variant} ${repetition} faults`)
  const { signal } = deadline
  const injecting = { journal, open, signal, onlyOwn: true as const, seed, artefacts: dir }
  using stopping = new Stopping({ runDir: setting.runDir, journal, open, abandon: deadline.abandon })
  const faults = createFaults(injecting, factor)
  followFaults(journal, open, enter)
  // Released newest first: probes end before the services that they probe.
  const resources = new AsyncDisposableStack()
  const own = (resource: AsyncDisposable) =>
    resources.defer(() => Promise.resolve(resource[Symbol.asyncDispose]()).catch(trouble))
  const stage: Stage = { setting, target, dir, journal, factor, deadline, enter, trouble, checks, own }
  resources.defer(() => rm(workDirOf(dir), { recursive: true, force: true }).catch(trouble))

  let guards: GuardWatch | undefined
  try {
    refuseHeadline(execution.scenario.meta.headline, journal.events)
    if (target) refuseTarget(execution.scenario, target, { hosts: setting.hosts, runtime: execution.runtime })
    await mustHaveLayers(execution.scenario.meta.needs ?? [], execution.runtime)
    const { system, runtime, time } = await startSystem(execution, stage, abort)
    const { check, precondition } = checks
    const inject = createInject(injecting, factor)
    const record = (event: OwnEvent) => journal.append(event as unknown as NewEvent)
    guards = watchGuards(execution, stage, { runtime, stopping })
    const grip = { runtime, links: system.links, ...injecting, factor, guards }
    const byHand = async () => execution.byHand?.(grip)
    const found = { named: namedOf({ ...grip, signal: deadline.signal }), nodes: nodesIn(runtime) }
    const tools = { ...system.fixtures, ...found, faults, inject, record, check, precondition, time, byHand }
    const act = experiment(execution, system, tools, stage)
    await Promise.race([act, system.broken, deadline.passed])
  } catch (error) {
    // A body that lost the race, or left something running when it threw, breaks nothing more.
    deadline.abandon()
    if (error instanceof MissingPartError) return error.message
    // That it was stopped stands in the journal already.
    if (stopping.reason === undefined) trouble(error)
    // What was named before the trouble is shown all the same; the verdict is unknown.
    attempt(() => checks.evaluate(), trouble)
  } finally {
    deadline.stop()
    // Whatever is passed from here on, it came to its end.
    guards?.[Symbol.dispose]()
    stopping[Symbol.dispose]()
    // The phase in which trouble came counts; healing and taking down come after it.
    enter('teardown')
    await faults.healAll().catch(trouble)
    await resources.disposeAsync()
  }
  return undefined
}

/** Journals the phases of an execution, and trouble with the phase in which it came. */
function phasesOf(journal: Journal): { enter(next: Phase): void; trouble(error: unknown): void } {
  let phase: Phase = 'setup'
  return {
    enter: (next) => {
      // Once it is taken down, a fault that heals late opens no new phase.
      if (phase === 'teardown' || (phase === next && next !== 'setup')) return
      phase = next
      journal.append({ kind: 'phase', phase })
    },
    trouble: (error) => {
      journal.append({ kind: 'trouble', phase, message: messageOf(error) })
    },
  }
}

/** Absolute: services run in folders of their own. */
const workDirOf = (dir: string) => resolve(dir, 'work')

/** Opens the runtime and starts the system on it, one set-up of the run at a time where they would hold each other up. */
async function startSystem(
  { scenario, variant, repetition, runtime: kind, earlierAttempts = [] }: Execution,
  { setting, target, dir, journal, factor, deadline, enter, trouble, own }: Stage,
  abort: AbortSignal,
): Promise<{ system: RunningSystem<object>; runtime: Runtime; time: Time }> {
  using _setUp = await takeSetUp(setting.runDir, abort)
  enter('setup')
  deadline.allow(setupTimeoutMs, 'set-up')
  const { signal } = deadline
  const runtime = await openRuntime(kind, {
    runId: setting.runId,
    logDir: join(dir, 'logs'),
    journal,
    trouble,
    signal,
  })
  own(runtime)
  // Targets are compared with each other, so all of them get the seed and the plan of the current version. A further attempt
  // with the same plan might be inconclusive for the same reason.
  const attempts = earlierAttempts.length > 0 ? ` attempt ${earlierAttempts.length + 1}` : ''
  const name = `${scenario.id} ${target ? 'current' : variant} ${repetition}${attempts}`
  const seed = deriveSeed(setting.seed, name)
  journal.append({ kind: 'plan', what: 'seed of the system', value: seed })
  const system: RunningSystem<object> = await scenario.meta.system.start(
    {
      ...{ runId: setting.runId, runtime, journal, factor, seed, signal, workDir: workDirOf(dir) },
      ...(setting.hosts ? { hosts: setting.hosts } : {}),
      ...(target ? { target } : {}),
    },
    optionsOf(scenario, variant),
  )
  own(system)
  return { system, runtime, time: createTime(factor, seededRandom(setting.seed, name), journal, signal) }
}

/** Holds the guards of the run and of the scenario. In a game-day by hand people go on without faults when one is passed. */
function watchGuards(
  { scenario, byHand }: Execution,
  { setting, journal, factor, deadline, own }: Stage,
  { runtime, stopping }: { readonly runtime: Runtime; readonly stopping: Stopping },
): GuardWatch {
  const { system, guard = [] } = scenario.meta
  const guards = readGuards([...(setting.guard ?? []), ...guard])
  if (guards.some(({ looksAtServices }) => looksAtServices))
    own(lookAtServices(runtime, journal, deadline.signal))
  const onPast = (state: GuardState) => stopping.byGuard(state, byHand === undefined)
  return new GuardWatch({ guards, journal, factor, clients: system.hosts(setting.hosts), onPast })
}

/** What an execution has at hand. */
interface Stage {
  readonly setting: Setting
  readonly target: Target | undefined
  /** Of its journal and logs. */
  readonly dir: string
  readonly journal: Journal
  readonly factor: number
  readonly deadline: Deadline
  readonly enter: (phase: Phase) => void
  /** Journals what went wrong with the harness. */
  readonly trouble: (error: unknown) => void
  readonly checks: Checks
  /** Disposes a resource when the execution ends. */
  readonly own: (resource: AsyncDisposable) => void
}

/** Steady state, the scenario's own body, and on the current version the steady state again. */
async function experiment(
  { scenario, variant }: Execution,
  system: RunningSystem<object>,
  tools: Omit<Parameters<AnyScenario['body']>[0], 'signal'>,
  { setting, journal, factor, deadline, enter, checks }: Stage,
): Promise<void> {
  const hosts = scenario.meta.system.hosts(setting.hosts)
  const steadyMs = steadyTimeoutMs(factor, hosts)
  const steady = async (when: 'before' | 'after') => {
    // Twice: the wait has its own limit and says better what was missing.
    deadline.allow(steadyMs * 2, `steady state ${when} the fault`)
    const state = await system.steady(steadyMs)
    journal.append({ kind: 'steady', when, ...state })
    return state.ok
  }
  enter('steady')
  if (!(await steady('before'))) return
  deadline.allow(bodyMs(scenario, factor, hosts), 'scenario')
  await scenario.body({ ...tools, signal: deadline.signal })
  await tools.faults.healAll()
  enter('verify')
  // A broken variant need not recover.
  if (!scenario.meta.broken[variant]) await steady('after')
  // Last: an outage that began in a scenario's watch counts to its end, which may come only now.
  await system.settle()
  system.standing?.(checks.standing)
  checks.evaluate()
}

/** What this process did not see in time, as nobody ran it. */
function watchOwnStalls(journal: Journal): Disposable {
  const stop = watchStalls(({ at, ms }) => journal.append({ kind: 'stall', at, who: 'harness', ms }))
  return { [Symbol.dispose]: stop }
}

function attempt(what: () => void, onError: (error: unknown) => void): void {
  try {
    what()
  } catch (error) {
    onError(error)
  }
}

/** Journals `inject` when a fault begins and `recover` when the last open one is healed. */
function followFaults(journal: Journal, open: ReadonlySet<OpenFault>, enter: (phase: Phase) => void): void {
  journal.onEvent((event) => {
    if (event.kind !== 'fault') return
    if (event.state === 'requested') enter('inject')
    if (event.state === 'healed' && open.size === 0) enter('recover')
  })
}

/** The abort reason when a run was given up by its user. */
export const abortedByUser = new HarnessError('aborted by the user')
