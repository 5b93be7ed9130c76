import type { OpenFault } from '../faults/fault.ts'
import type { GuardWatch } from '../guard/watch.ts'
import type { RuntimeKind } from '../journal/events.ts'
import type { Journal } from '../journal/writer.ts'
import { journalPath, type RunKey } from '../report/layout.ts'
import type { Link } from '../runtime/links.ts'
import type { Runtime } from '../runtime/runtime.ts'
import type { AnyScenario } from './define.ts'
import type { Setting } from './setting.ts'

/** One execution: a scenario in one variant on one runtime. */
export interface Execution {
  readonly scenario: AnyScenario
  /** `current`, the name of a variant that must hold as well, of a broken variant, or of the target. */
  readonly variant: string
  readonly target?: string
  readonly runtime: RuntimeKind
  readonly repetition: number
  /** Why earlier attempts at it were inconclusive, oldest first; absent: there was none. */
  readonly earlierAttempts?: readonly string[]
  /** A game-day by hand: what happens while its body waits for `byHand()`. */
  readonly byHand?: (grip: Grip) => Promise<void>
}

/** What people get hold of in a game-day: everything that runs and can be broken. */
export interface Grip {
  readonly runtime: Runtime
  readonly links: ReadonlyMap<string, Link>
  readonly journal: Journal
  /** Faults that are not healed. */
  readonly open: Set<OpenFault>
  /** Real time = the system's own time × factor. */
  readonly factor: number
  /** Aborts when the game-day is given up. */
  readonly signal: AbortSignal
  /** Limits that nothing may pass. Past one, whoever has the grip heals. */
  readonly guards: GuardWatch
}

/** All executions of a scenario that a run's setting asks for, current version first. */
export function executionsOf(scenario: AnyScenario, setting: Setting): Execution[] {
  if (setting.select && !setting.select.includes(scenario.id)) return []
  const targets = setting.targets?.names.map((name) => ({ variant: name, target: name }))
  const variants = targets ?? variantsOf(scenario, setting).map((variant) => ({ variant }))
  const all = setting.runtimes.flatMap((runtime) =>
    Array.from({ length: setting.repeat }, (_, index) =>
      variants.map((variant) => ({ scenario, ...variant, runtime, repetition: index + 1 })),
    ).flat(),
  )
  const { again } = setting
  if (!again) return all
  return all.flatMap((execution) => {
    const found = again.find((one) => isSame(one, { ...execution, id: scenario.id }))
    return found ? [{ ...execution, earlierAttempts: found.reasons }] : []
  })
}

const isSame = (one: RunKey, other: RunKey) => journalPath('', one) === journalPath('', other)

function variantsOf(scenario: AnyScenario, setting: Setting): string[] {
  return [
    ...(setting.variants === 'broken' ? [] : ['current', ...Object.keys(scenario.meta.variants ?? {})]),
    ...(setting.variants === 'current' ? [] : Object.keys(scenario.meta.broken)),
  ]
}

/** One line that names an execution: `relay/rst · current · processes`. */
export function nameOf({ scenario, variant, runtime, repetition }: Execution, repeat: number): string {
  const times = repeat > 1 ? ` · ${repetition} of ${repeat}` : ''
  return `${scenario.id} · ${variant} · ${runtime}${times}`
}
