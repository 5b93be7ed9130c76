import { type Duration, parseDuration } from '../duration.ts'
import { HarnessError, UsageError } from '../errors.ts'
import { NS_PER_MS, now } from '../journal/clock.ts'
import type { Journal } from '../journal/writer.ts'
import { isAnswering } from '../runtime/answering.ts'
import { type Link, linkBetween, linkName } from '../runtime/links.ts'
import { waitUntil } from '../runtime/wait-until.ts'
import { isAnswered } from './answered.ts'
import { knownContainers } from './container-services.ts'
import { allInstances } from './copies.ts'
import {
  type CallerDefinition,
  isContainer,
  isPreset,
  type OperationDefinition,
  type Overlay,
  type ProbeDefinition,
  type ServiceDefinition,
  type SystemDefinition,
} from './definition.ts'
import { type Extension, runningSystem } from './extension.ts'
import type { InstanceNames, MembersOf } from './instances.ts'
import { followLogs, type Seen } from './log-steps.ts'
import { membersOf } from './members.ts'
import { refuseMistakes } from './mistakes.ts'
import { refuseOverlay } from './mistakes-of-variants.ts'
import { withOverlay } from './overlay.ts'
import { nullObject } from './rehearse.ts'
import { journalSettled } from './settle.ts'
import { callsOf, type StartedServices, startServices } from './start-services.ts'
import { waitForSteady } from './steady-state.ts'
import { readStores } from './stored-steps.ts'
import type { RunningSystem, SteadyState, System, SystemContext } from './system.ts'
import { startWatch, type Watch } from './watch.ts'
import { LOOK_MS, PROBER_GRACE_MS, startProbers, watchSockets } from './watchers.ts'

/** Names of the steps of each operation. */
export type StepsOf<Operations> = { readonly [O in keyof Operations]: keyof Operations[O] & string }

/** What a scenario's body gets of a system of the user's own. */
export interface SystemFixtures<
  Services extends Readonly<Record<string, ServiceDefinition>>,
  Probes extends string,
  Steps extends Readonly<Record<string, string>>,
  Callers extends string = never,
> {
  /** To stop, kill, pause and restart; of a service with `copies`, each by itself: `services.api.copies[0]`. */
  readonly services: MembersOf<Services>
  /** The link by which one reaches the other, to put network faults on. @throws HarnessError that names the links there are */
  link(from: InstanceNames<Services> | Probes | Callers, to: InstanceNames<Services>): Link
  /** Begins a stretch that metrics speak of. */
  watch(): Watch<Probes, Steps>
  readonly clients: {
    /** Waits until all are connected; false: they were not within `giveUpAfter` (default 60 s). */
    reconnected(options?: { readonly giveUpAfter?: Duration }): Promise<boolean>
  }
  readonly operations: {
    readonly [O in keyof Steps]: {
      /** Waits until each that had the first step has had the last; false: not within `giveUpAfter` (default 60 s). */
      finished(options?: { readonly giveUpAfter?: Duration }): Promise<boolean>
      /** Waits until one more has come to a step, by default the first. */
      next(step?: Steps[O]): Promise<boolean>
    }
  }
}

/**
 * A system of your own: the programs that it is made of, what watches it, and what its logs say of clients and operations. Scenarios are written
 * for it as for the systems of this repository, on both runtimes; in real time, unless it is `scalable`.
 * @param name shown in the report
 * @throws UsageError that names the place of what can never work
 */
export function system<
  const Services extends Readonly<Record<string, ServiceDefinition>>,
  const Probes extends Readonly<Record<string, ProbeDefinition<InstanceNames<Services>>>> = Record<
    never,
    never
  >,
  const Operations extends Readonly<Record<string, OperationDefinition<keyof Services & string>>> = Record<
    never,
    never
  >,
  Own extends object = object,
  const Callers extends Readonly<Record<string, CallerDefinition<InstanceNames<Services>>>> = Record<
    never,
    never
  >,
>(
  name: string,
  typed: SystemDefinition<Services, Probes, Operations, Own, Callers>,
): System<
  SystemFixtures<Services, keyof Probes & string, StepsOf<Operations>, keyof Callers & string> & Own,
  Overlay<keyof Services & string>
> {
  const definition = typed as unknown as SystemDefinition
  refuseMistakes(name, definition)
  return {
    name,
    realTime: !definition.scalable,
    hostsAre: definition.hosts?.are ?? 'client',
    hosts: (asked) => hostsOf(definition, asked),
    topology: () => topologyOf(definition),
    standingChecks: standingNames(definition),
    ...(definition.notReported && { notReported: () => definition.notReported! }),
    leftOut: definition.leftOut ?? [],
    prepare: async (say) => void (await knownContainers({ kind: 'containers' }, definition, say)),
    refuseVariant: (where, overlay) => refuseOverlay(where, definition, overlay),
    start: (context, overlay) => start(context, withOverlay(definition, overlay ?? {})) as never,
  }
}

const hostsOf = ({ hosts, clients }: SystemDefinition, asked: number | undefined): number =>
  hosts ? (asked ?? hosts.count) : (clients?.count ?? 0)

/** Names of the checks that it makes in every scenario. */
function standingNames({ standing }: SystemDefinition): string[] {
  const names: string[] = []
  standing?.((name) => {
    names.push(name)
    return nullObject
  })
  return names
}

function topologyOf(definition: SystemDefinition) {
  const services = allInstances(definition).map(({ name, definition: service }) => ({
    name,
    role: isPreset(service) ? service.preset : (!isContainer(service) && service.role) || 'service',
  }))
  const probes = Object.keys(definition.probes ?? {}).map((name) => ({ name, role: 'clients' }))
  const callers = Object.entries(definition.callers ?? {}).map(([name, { role = 'clients' }]) => ({
    name,
    role,
  }))
  return {
    nodes: [...probes, ...callers, ...services],
    links: callsOf(definition).map(({ from, to }) => ({ name: linkName(from, to), from, to })),
  }
}

type AnyFixtures = SystemFixtures<Record<string, ServiceDefinition>, string, Record<string, string>>

async function start(
  context: SystemContext,
  definition: SystemDefinition,
): Promise<RunningSystem<AnyFixtures>> {
  const { journal, signal, factor } = context
  const parts = await startServices(context, definition)
  const { services, links } = parts
  await using started = new AsyncDisposableStack()
  const seen = started.use(followLogs(definition, services, journal))
  const answers = started.use(countAnswers(journal))
  const watchers = watchSockets(context, definition, services)
  for (const watcher of watchers.values()) started.use(watcher)
  const presets = presetsOf(context, definition, services)
  const members = membersOf(definition, services, factor, signal)
  // What the extension begins after its start belongs to the system, too.
  const own = started.use(new AsyncDisposableStack())
  const failure = Promise.withResolvers<never>()
  failure.promise.catch(() => {})
  const extension = await definition.extend?.(
    runningSystem({
      context,
      started: parts,
      members,
      looks: watchers,
      hosts: hostsOf(definition, context.hosts),
      fail: failure.reject,
      defer: (end) => void own.defer(end),
    }),
  )
  const probers = await startProbers(context, definition, parts)
  for (const prober of probers.values()) started.defer(() => prober.stop(PROBER_GRACE_MS))
  const resources = started.move()
  return {
    fixtures: { ...fixturesOf({ definition, members, links, seen, signal, factor }), ...extension?.fixtures },
    links,
    steady: async (timeoutMs) => {
      const state = await waitForSteady(
        { definition, services, probers, answers, seen, presets },
        timeoutMs,
        signal,
      )
      return state.ok ? ownSteady(extension, state, timeoutMs) : state
    },
    settle: async () => {
      await extension?.finish?.()
      await journalSettled(
        signal,
        ...[...probers.values()].map((prober) => prober.settled()),
        ...[...watchers.values()].map((watcher) => watcher.looked(LOOK_MS)),
      )
      // What has begun gets a while to come to its end before anybody calls it lost.
      await Promise.all([...seen.steps.values()].map((steps) => finished(steps, signal, SETTLE_MS)))
      await readStores(definition, services, journal)
      await extension?.settle?.()
      // Reading takes its time, in which probes have ended.
      await Promise.all([...probers.values()].map((prober) => prober.settled()))
    },
    ...(definition.standing && { standing: definition.standing }),
    broken: Promise.race([
      ...[...probers.values(), ...watchers.values()].map(({ failed }) => failed),
      failure.promise,
    ]),
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  }
}

/** Answers in a row of each probe, until it is disposed. */
function countAnswers(journal: Journal): Map<string, number> & Disposable {
  const answers = new Map<string, number>()
  const stop = journal.onEvent((event) => {
    if (event.kind === 'probe')
      answers.set(event.probe, isAnswered(event) ? (answers.get(event.probe) ?? 0) + 1 : 0)
  })
  return Object.assign(answers, { [Symbol.dispose]: () => void stop() })
}

/** What the system itself still asks for, when all that every system is asked for is there. */
async function ownSteady(
  extension: Extension<object> | undefined,
  state: SteadyState,
  timeoutMs: number,
): Promise<SteadyState> {
  if (!extension?.steady) return state
  const began = now()
  const own = await extension.steady(Math.max(0, timeoutMs - state.tookMs))
  return { ...state, ...own, tookMs: state.tookMs + (now() - began) / NS_PER_MS }
}

/** How each preset is asked whether it answers. */
function presetsOf(
  { runtime, signal }: SystemContext,
  definition: SystemDefinition,
  services: StartedServices['services'],
) {
  const presets = Object.entries(definition.services).flatMap(([name, preset]) => {
    if (!isPreset(preset)) return []
    const address = runtime.reach(services.get(name)!.spec.ports.main!)
    return [[name, () => isAnswering(address, preset.question, signal)] as const]
  })
  return new Map(presets)
}

/** Longest wait at the end for operations that are under way. */
const SETTLE_MS = 5_000

/** Waits until each operation that has had its first logged step by now has had the last one, too. */
function finished(steps: ReadonlyMap<string, ReadonlySet<string>>, signal: AbortSignal, limitMs: number) {
  const [first, last] = [[...steps.values()][0], [...steps.values()].at(-1)]
  const begun = [...(first ?? [])]
  return waitUntil(() => begun.every((key) => last!.has(key)), { limitMs, signal })
}

interface FixtureParts {
  readonly definition: SystemDefinition
  readonly members: AnyFixtures['services']
  readonly links: StartedServices['links']
  readonly seen: Seen
  readonly signal: AbortSignal
  readonly factor: number
}

function fixturesOf({ definition, members, links, seen, signal, factor }: FixtureParts): AnyFixtures {
  const until = (condition: () => boolean, giveUpAfter: Duration) =>
    waitUntil(condition, { limitMs: parseDuration(giveUpAfter) * factor, signal })
  const probes = Object.keys(definition.probes ?? {})
  const steps = Object.entries(definition.operations ?? {}).map(
    ([name, own]) => [name, Object.keys(own)] as const,
  )
  const operations = [...seen.steps].map(([name, own]) => {
    const logged = [...own.keys()]
    const fixture: AnyFixtures['operations'][string] = {
      finished: ({ giveUpAfter = '60s' } = {}) => finished(own, signal, parseDuration(giveUpAfter) * factor),
      next: (step = logged[0]!) => {
        const keys = own.get(step)
        if (!keys)
          throw new UsageError(`operation ${name} has no step ${step}: there are ${logged.join(', ')}`)
        const before = keys.size
        return until(() => keys.size > before, '60s')
      },
    }
    return [name, fixture] as const
  })
  return {
    services: members,
    link: (from, to) => linkBetween(links, from, to),
    watch: () => startWatch(probes, Object.fromEntries(steps)),
    clients: {
      reconnected: ({ giveUpAfter = '60s' } = {}) => {
        if (!definition.clients) throw new HarnessError('this system declares no clients')
        const { count } = definition.clients
        return until(() => seen.connected.size >= count, giveUpAfter)
      },
    },
    operations: Object.fromEntries(operations),
  }
}
