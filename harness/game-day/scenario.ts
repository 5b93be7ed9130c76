import { UsageError } from '../errors.ts'
import { steadyAgain } from '../metrics/steady-again.ts'
import { type AnyScenario, optionsOf, type ScenarioTools } from '../scenario/define.ts'
import type { Watch } from '../system/watch.ts'
import { unknownWord } from '../targets/closest.ts'

/** A wait that no game-day outlasts; timers hold 24 days. */
const NO_DEADLINE = '30000m'

/** What every game-day demands after everything was healed. */
const BACK_WITHIN = '30s'

interface GameDayTools extends ScenarioTools {
  /** Resolves when people have ended the game-day. */
  readonly byHand: () => Promise<void>
  /** Of systems that are made by `system()`. */
  readonly watch?: () => Watch<string, Record<string, string>>
  readonly operations?: Readonly<Record<string, unknown>>
}

export interface GameDayOptions {
  /** Whose system runs, and in which variant. */
  readonly scenario: AnyScenario
  /** As it was asked for: the name of the system, or the scenario's id. */
  readonly name: string
  readonly variant: string
  /** What people believe. */
  readonly hypothesis?: string
  /** Operations of which none may be lost. */
  readonly noneLost?: readonly string[]
}

/** What people believe of a game-day, where they said it, or named the scenario that says it. */
export const believed = ({ scenario, name, hypothesis }: GameDayOptions): string =>
  hypothesis ?? (name === scenario.id ? scenario.meta.hypothesis : '')

/**
 * A game-day as a scenario: its body waits until people have ended it. Then the system must be back in its steady state within 30 s, and none of
 * the operations that were named may be lost.
 */
export function gameDayScenario(options: GameDayOptions): AnyScenario {
  const { scenario, name, variant, noneLost = [] } = options
  const { system } = scenario.meta
  const overlay = optionsOf(scenario, variant)
  const isCurrent = variant === 'current'
  return {
    id: `game-day/${name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}`,
    meta: {
      title: `Game-day of ${name}${isCurrent ? '' : `, variant ${variant}`}`,
      hypothesis: believed(options) || 'Nobody said beforehand what to expect.',
      system: isCurrent ? system : { ...system, start: (context) => system.start(context, overlay) },
      ...(scenario.meta.slo && { slo: scenario.meta.slo }),
      ...(scenario.meta.guard && { guard: scenario.meta.guard }),
      broken: {},
      deadline: NO_DEADLINE,
    },
    body: (tools) => gameDay(tools as GameDayTools, noneLost),
  }
}

async function gameDay(tools: GameDayTools, noneLost: readonly string[]): Promise<void> {
  const { byHand, watch, operations, check } = tools
  const unknown = noneLost.find((name) => operations?.[name] === undefined)
  if (unknown !== undefined)
    throw new UsageError(`operation ${unknownWord(unknown, Object.keys(operations ?? {}), JSON.stringify)}`)
  using during = watch?.()
  await byHand()
  check('back in the steady state', steadyAgain.of({})).atMost(BACK_WITHIN)
  for (const operation of noneLost) check(`${operation}s lost`, during!.operations[operation]!.lost()).is(0)
}
