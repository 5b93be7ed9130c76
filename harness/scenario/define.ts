import type { Duration } from '../duration.ts'
import { UsageError } from '../errors.ts'
import type { Faults, Inject } from '../faults/faults.ts'
import type { GuardInput } from '../guard/guard.ts'
import type { Json } from '../journal/events.ts'
import type { Layer } from '../runtime/layers.ts'
import type { System } from '../system/system.ts'
import type { Check, Precondition } from './check.ts'
import type { Named } from './named.ts'
import type { Nodes } from './nodes.ts'
import type { Time } from './time.ts'

/** What a scenario says about itself; the contract that a reviewer reads first. */
export interface ScenarioMeta<Fixtures, Variant> {
  /** In a few words, beside the id. */
  readonly title?: string
  /** What we believe the system does under this fault, in one sentence. */
  readonly hypothesis: string
  /** Where the scenario comes from: a game-day, an outage. */
  readonly source?: string
  /**
   * The check that it is about, by name; reports sum it up by this one. Default: the tightest that is no precondition. Where it does not
   * apply (without one declared: the first), as with a target that does not report enough, nothing is green.
   */
  readonly headline?: string
  /**
   * What the system promises, as `{ percent: 99.95, days: 30 }`: the report says how much of that error budget the faults would have
   * cost. Default: 99.9 % over 30 days.
   */
  readonly slo?: { readonly percent: number; readonly days: number }
  readonly system: System<Fixtures, Variant>
  /** Variants of the system that must fail, each on the checks named. */
  readonly broken: Readonly<Record<string, Variant & { readonly failsOn: readonly string[] }>>
  /** Other variants that must hold every limit, as the current version does: one fix alone, a documented choice. */
  readonly variants?: Readonly<Record<string, Variant>>
  /** How long one variant may take altogether, in scenario time and without set-up. Default 120 s. */
  readonly deadline?: Duration
  /**
   * Limits that nothing may pass, as `'failed < 50 %'`, or a metric with `below` or `above`: past one, all faults are healed at once, the
   * scenario ends, and its verdict is `stopped`. Those of the project and of the command line come on top.
   */
  readonly guard?: readonly GuardInput[]
  /** Runs while no other scenario does: it needs the whole machine. */
  readonly exclusive?: boolean
  /** What its faults need of a machine beyond a proxy, as `['packets']`; where that is missing it is skipped, with the reason. */
  readonly needs?: readonly Layer[]
  /** Metrics seen before the fix, set beside the check of that name in the report. */
  readonly before?: readonly { readonly check: string; readonly text: string }[]
}

/** An event of a kind that `defineEvent` defined. `at`, monotonic ns, is now where it is left out. */
export interface OwnEvent {
  readonly kind: string
  readonly at?: number
  readonly [field: string]: Json | undefined
}

/** What every scenario body gets, with any system. */
export interface ScenarioTools {
  readonly faults: Faults
  /** Injects a fault of your own: `inject(takeAway, '/srv/app/settings.json')`. */
  readonly inject: Inject
  /** Writes an event of a kind of your own into the journal, where metrics find it. */
  readonly record: (event: OwnEvent) => void
  readonly check: Check
  readonly precondition: Precondition
  /** Services and links by their names, in any kind of system. */
  readonly named: Named
  /** The machines over which the run is spread, for faults of a node. */
  readonly nodes: Nodes
  readonly time: Time
  /** Aborts when the run is given up: pass it to every wait. */
  readonly signal: AbortSignal
}

export type ScenarioBody<Fixtures> = (tools: ScenarioTools & Fixtures) => Promise<void>

export interface ScenarioDefinition<Fixtures = unknown, Variant = unknown> {
  readonly id: string
  readonly meta: ScenarioMeta<Fixtures, Variant>
  readonly body: ScenarioBody<Fixtures>
}

// biome-ignore lint/suspicious/noExplicitAny: the registry holds scenarios of every system
export type AnyScenario = ScenarioDefinition<any, any>

/** The variant's options; undefined for the current version. */
export function optionsOf({ meta }: AnyScenario, variant: string): unknown {
  return meta.broken[variant] ?? meta.variants?.[variant]
}

const registry = new Map<string, AnyScenario>()
let onRegistered: ((definition: AnyScenario) => void) | undefined

/** Has something done with every scenario from now on, at once when its file is imported. */
export function whenRegistered(act: (definition: AnyScenario) => void): void {
  onRegistered = act
}

let borrowed: AnyScenario[] | undefined

/** The scenarios of files that are loaded meanwhile, which are not registered. */
export async function borrow(load: () => Promise<unknown>): Promise<readonly AnyScenario[]> {
  const before = borrowed
  const own: AnyScenario[] = []
  borrowed = own
  try {
    await load()
  } finally {
    borrowed = before
  }
  return own
}

/** Remembers a scenario. @throws UsageError when the id is taken or malformed */
export function register(definition: AnyScenario): void {
  if (!/^[a-z0-9-]+\/[a-z0-9-]+$/.test(definition.id))
    throw new UsageError(`scenario id ${JSON.stringify(definition.id)}: write system/name in lower case`)
  const { slo } = definition.meta
  if (slo && !(slo.percent >= 0 && slo.percent < 100 && slo.days > 0))
    throw new UsageError(
      `${definition.id}: slo ${JSON.stringify(slo)}: percent is from 0 to less than 100, days above 0`,
    )
  for (const [variant, { failsOn }] of Object.entries(definition.meta.broken))
    if (failsOn.length === 0)
      throw new UsageError(`${definition.id}: broken variant ${variant} names no check that it must fail`)
  const { system, broken, variants = {} } = definition.meta
  for (const [name, variant] of Object.entries({ ...broken, ...variants }))
    system.refuseVariant?.(`${definition.id}: variant ${name}`, variant)
  if (borrowed) return void borrowed.push(definition)
  if (registry.has(definition.id)) throw new UsageError(`two scenarios are called ${definition.id}`)
  registry.set(definition.id, definition)
  onRegistered?.(definition)
}

/** All scenarios whose files were imported so far. */
export function registered(): AnyScenario[] {
  return [...registry.values()]
}
