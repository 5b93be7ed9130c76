import { steadyAgain } from '../metrics/steady-again.ts'
import { type AnyScenario, optionsOf, type ScenarioTools } from '../scenario/define.ts'
import type { Watch } from '../system/watch.ts'

/** A wait that no game-day outlasts; timers hold 24 days. */
const NO_DEADLINE = '30000m'

/** What every game-day demands after everything was healed. */
const BACK_WITHIN = '30s'

interface GameDayTools extends ScenarioTools {
  /** Resolves when people have ended the game-day. */
  readonly byHand: () => Promise<void>
  /** Of systems that are made by `system()`. */
  readonly watch?: () => Watch<string, Record<string, string>>
  readonly operations?: Readonly<Record<string, unknown>> & { readonly [Symbol.iterator]?: unknown }
}

export interface GameDayOptions {
  /** Whose system runs, and in which variant. */
  readonly scenario: AnyScenario
  /** As it was asked for: the name of the system, or the scenario's id. */
  readonly name: string
  readonly variant: string
  /** What people believe; default: what the scenario says, where one was named. */
  readonly hypothesis?: string
}

/**
 * A game-day as a scenario: its body waits until people have ended it. Then the system must be back in its steady state within 30 s, and of
 * each operation that it tells of none may be lost.
 */
export function gameDayScenario({ scenario, name, variant, hypothesis }: GameDayOptions): AnyScenario {
  const { system } = scenario.meta
  const overlay = optionsOf(scenario, variant)
  const isCurrent = variant === 'current'
  return {
    id: `game-day/${name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}`,
    meta: {
      title: `Game-day of ${name}${isCurrent ? '' : `, variant ${variant}`}`,
      hypothesis:
        hypothesis ?? (name === scenario.id ? scenario.meta.hypothesis : 'Nobody said what to expect.'),
      system: isCurrent ? system : { ...system, start: (context) => system.start(context, overlay) },
      ...(scenario.meta.slo && { slo: scenario.meta.slo }),
      broken: {},
      deadline: NO_DEADLINE,
    },
    body: (tools) => gameDay(tools as GameDayTools),
  }
}

async function gameDay({ byHand, watch, operations = {}, check }: GameDayTools): Promise<void> {
  using during = watch?.()
  await byHand()
  check('back in the steady state', steadyAgain.of({})).atMost(BACK_WITHIN)
  for (const operation of namesOf(operations))
    if (during) check(`${operation}s lost`, during.operations[operation]!.lost()).is(0)
}

/** Gone through before anything starts, with nothing behind it, they are not known: then this is a loop over what is not known. */
const namesOf = (operations: NonNullable<GameDayTools['operations']>): Iterable<string> =>
  operations[Symbol.iterator] ? (operations as unknown as Iterable<string>) : Object.keys(operations)
