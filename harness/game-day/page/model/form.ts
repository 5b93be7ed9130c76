import { parseDuration } from '../../../duration.ts'
import type { Command, FaultForm, ParameterForm } from '../../protocol.ts'

/** What has been typed into the form of one fault. */
export interface Draft {
  readonly fault: string
  readonly target: string
  readonly parameters: Readonly<Record<string, string>>
  readonly for: string
  readonly expect: string
}

/** Name of a field → what is wrong with it. */
export type Mistakes = Readonly<Record<string, string>>

/** Faults that can be aimed at a part of the system; without one, all. */
export function faultsFor(catalogue: readonly FaultForm[], target: string | undefined): readonly FaultForm[] {
  return target === undefined ? catalogue : catalogue.filter(({ targets }) => targets.includes(target))
}

/** To begin with: values of the catalogue, or what was typed for the same fault before. */
export function startOf(fault: FaultForm, target: string | undefined, typed?: Draft): Draft {
  const parameters = fault.parameters.map(({ name, value = '' }) => [name, typed?.parameters[name] ?? value])
  const wanted = target ?? typed?.target ?? ''
  return {
    fault: fault.name,
    target: fault.targets.includes(wanted) ? wanted : (fault.targets[0] ?? ''),
    parameters: Object.fromEntries(parameters),
    for: typed?.for ?? '',
    expect: typed?.expect ?? '',
  }
}

/** What a person can be told before the server is asked; the server looks at everything again. */
export function mistakesIn(fault: FaultForm, draft: Draft): Mistakes {
  const found: [string, string][] = []
  for (const parameter of fault.parameters) {
    const wrong = mistakeIn(parameter, (draft.parameters[parameter.name] ?? '').trim())
    if (wrong) found.push([parameter.name, wrong])
  }
  const lasts = draft.for.trim()
  if (lasts !== '' && !isDuration(lasts)) found.push(['for', durationHint])
  return Object.fromEntries(found)
}

const durationHint = 'a number with ms, s or m, as in 500ms, 1.5s or 2m'

function mistakeIn({ type, required, choices, value }: ParameterForm, typed: string): string | undefined {
  if (typed === '') return required ? `needed${value ? `, for example ${value}` : ''}` : undefined
  if (type === 'duration' && !isDuration(typed)) return durationHint
  if (type === 'number' && !Number.isFinite(Number(typed))) return 'a number'
  if (type === 'choice' && !choices?.includes(typed)) return `one of ${choices?.join(', ')}`
  return undefined
}

function isDuration(text: string): boolean {
  try {
    parseDuration(text)
    return true
  } catch {
    return false
  }
}

/** The command that a form stands for; what was left empty is left out. */
export function injectCommand(draft: Draft, by: string): Extract<Command, { do: 'inject' }> {
  const filled = Object.entries(draft.parameters)
    .map(([name, value]) => [name, value.trim()] as const)
    .filter(([, value]) => value !== '')
  const [lasts, expect] = [draft.for.trim(), draft.expect.trim()]
  return {
    do: 'inject',
    by,
    fault: draft.fault,
    target: draft.target,
    parameters: Object.fromEntries(filled),
    ...(lasts && { for: lasts }),
    ...(expect && { expect }),
  }
}
