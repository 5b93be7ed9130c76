import type { RuntimeKind } from '../journal/events.ts'
import { journalPath, type RunKey } from '../report/layout.ts'
import type { AnyScenario } from './define.ts'
import type { Setting } from './setting.ts'

/** One execution: a scenario in one form on one runtime. */
export interface Execution {
  readonly scenario: AnyScenario
  /** `fixed`, the name of a form that must hold as well, of a broken variant, or of the target. */
  readonly form: string
  readonly target?: string
  readonly runtime: RuntimeKind
  readonly repetition: number
  /** Why earlier attempts at it were inconclusive, oldest first; absent: there was none. */
  readonly earlierAttempts?: readonly string[]
}

/** All executions of a scenario that a run's setting asks for, fixed form first. */
export function executionsOf(scenario: AnyScenario, setting: Setting): Execution[] {
  if (setting.select && !setting.select.includes(scenario.id)) return []
  const targets = setting.targets?.names.map((name) => ({ form: name, target: name }))
  const forms = targets ?? formsOf(scenario, setting).map((form) => ({ form }))
  const all = setting.runtimes.flatMap((runtime) =>
    Array.from({ length: setting.repeat }, (_, index) =>
      forms.map((form) => ({ scenario, ...form, runtime, repetition: index + 1 })),
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

function formsOf(scenario: AnyScenario, setting: Setting): string[] {
  return [
    ...(setting.forms === 'known-bad' ? [] : ['fixed', ...Object.keys(scenario.meta.alsoHold ?? {})]),
    ...(setting.forms === 'fixed' ? [] : Object.keys(scenario.meta.knownBad)),
  ]
}

/** One line that names an execution: `relay/rst · fixed · processes`. */
export function nameOf({ scenario, form, runtime, repetition }: Execution, repeat: number): string {
  const times = repeat > 1 ? ` · ${repetition} of ${repeat}` : ''
  return `${scenario.id} · ${form} · ${runtime}${times}`
}
