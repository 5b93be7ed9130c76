import { allFaults, type DefinedFault } from '../faults/faults.ts'
import type { FaultForm, ParameterForm } from './protocol.ts'

/** What a game-day offers to break: each kind of fault that has a form for people, with what it can be aimed at here. */
export function faultForms(services: readonly string[], links: readonly string[]): FaultForm[] {
  return handFaults().map(({ name, kind, hand: { form } }) => ({
    name,
    about: kind.about,
    colour: kind.colour,
    on: form.on,
    targets: form.on === 'service' ? services : links,
    parameters: Object.entries(form.parameters ?? {}).map(
      ([parameter, { type, about, required, value, choices }]): ParameterForm => ({
        ...{ name: parameter, type, about, required },
        ...(value !== undefined && { value }),
        ...(choices && { choices }),
      }),
    ),
    healing: form.healing,
  }))
}

interface HandFault {
  /** As people call it: `lose-new-flows`. */
  readonly name: string
  /** As scenarios call it: `loseNewFlows`. */
  readonly call: string
  readonly kind: DefinedFault
  readonly hand: DefinedFault['byHand'][string]
}

/** Every fault that can be injected by hand, in the order of their names. */
export const handFaults = (): HandFault[] =>
  allFaults()
    .flatMap((kind) =>
      Object.entries(kind.byHand).map(([call, hand]) => ({ name: dashed(call), call, kind, hand })),
    )
    .sort((a, b) => a.name.localeCompare(b.name))

/** As options and files are written. */
export const dashed = (name: string): string =>
  name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
