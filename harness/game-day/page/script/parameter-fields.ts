import { element } from '../../../report/page-script/element.ts'
import type { FaultForm, ParameterForm } from '../../protocol.ts'
import type { Mistakes } from '../model/form.ts'
import { byId, setAttribute, setText } from './dom.ts'

type Input = HTMLInputElement | HTMLSelectElement

/** The fields of a fault's parameters. */
export interface Fields {
  readonly rows: readonly HTMLElement[]
  values(): Record<string, string>
  showMistakes(mistakes: Mistakes): void
}

export function parameterFields(fault: FaultForm, values: Readonly<Record<string, string>>): Fields {
  const made = fault.parameters.map((parameter) => field(parameter, values[parameter.name] ?? ''))
  return {
    rows: made.map(({ row }) => row),
    values: () => Object.fromEntries(made.map(({ name, input }) => [name, input.value])),
    showMistakes(mistakes) {
      for (const { name, input } of made) showMistake(input, mistakes[name])
    },
  }
}

/** What a value must look like, beside what it means. */
const shapes: Record<ParameterForm['type'], string> = {
  duration: 'as in 200ms, 1.5s, 2m',
  number: 'a number',
  text: '',
  choice: '',
}

function field(parameter: ParameterForm, value: string): { name: string; row: HTMLElement; input: Input } {
  const { name, about, type, required } = parameter
  const id = `inject-parameter-${name}`
  const row = element('div', '', { class: 'field' })
  const label = element('label', required ? name : `${name} (optional)`, { for: id })
  const input = inputOf(parameter, id)
  input.value = value
  input.setAttribute('aria-describedby', `${id}-hint ${id}-error`)
  if (required) input.required = true
  const hint = [about, shapes[type]].filter((part) => part !== '').join('; ')
  row.append(label, input, element('p', hint, { class: 'hint', id: `${id}-hint` }))
  row.append(element('p', '', { class: 'error', id: `${id}-error` }))
  return { name, row, input }
}

function inputOf({ type, choices = [], required }: ParameterForm, id: string): Input {
  if (type !== 'choice')
    return element('input', '', { id, inputmode: type === 'number' ? 'decimal' : 'text' })
  const select = element('select', '', { id })
  const offered = required ? choices : ['', ...choices]
  select.append(...offered.map((choice) => element('option', choice, { value: choice })))
  return select
}

/** Marks a field as wrong and says why, or takes that back. */
export function showMistake(input: Input, mistake: string | undefined): void {
  setAttribute(input, 'aria-invalid', String(mistake !== undefined))
  setText(byId(`${input.id}-error`), mistake ?? '')
}
