import { parseDuration } from '../duration.ts'
import { UsageError } from '../errors.ts'
import { didYouMean, unknownWord } from '../targets/closest.ts'

/** A parameter as people type it, in a form or as an option of `gameday inject`. */
export interface Parameter {
  readonly type: 'duration' | 'number' | 'text' | 'choice'
  /** What it does, in a few words. */
  readonly about: string
  readonly required: boolean
  /** To begin with; of a required one, an example. */
  readonly value?: string
  readonly choices?: readonly string[]
  /** @throws UsageError that says what is wrong, without the parameter's name */
  read(text: string): string | number
}

interface ParameterOptions {
  /** Taken where nothing is typed; without it the parameter may be left out. */
  readonly value?: string
  /** It must be given; a form begins with this. */
  readonly example?: string
}

const common = (about: string, { value, example }: ParameterOptions) => {
  const shown = example ?? value
  return { about, required: example !== undefined, ...(shown !== undefined && { value: shown }) }
}

/** Kinds of parameters. Each has `example` where it must be given, or `value`, its default. */
export const typed = {
  /** As in `200ms`, `1.5s`, `2m`. */
  duration: (about: string, options: ParameterOptions = {}): Parameter => ({
    ...common(about, options),
    type: 'duration',
    read: (text) => {
      parseDuration(text)
      return text
    },
  }),
  /** @param range both ends belong to it */
  number: (
    about: string,
    options: ParameterOptions & { readonly range: readonly [least: number, most: number] },
  ): Parameter => ({
    ...common(about, options),
    type: 'number',
    read: (text) => {
      const [least, most] = options.range
      const number = text.trim() === '' ? Number.NaN : Number(text)
      if (!(number >= least && number <= most))
        throw new UsageError(`${JSON.stringify(text)} is no number from ${least} to ${most}`)
      return number
    },
  }),
  /** As it is typed. */
  text: (about: string, options: ParameterOptions = {}): Parameter => ({
    ...common(about, options),
    type: 'text',
    read: (text) => text,
  }),
  choice: (about: string, choices: readonly string[], options: ParameterOptions = {}): Parameter => ({
    ...common(about, options),
    type: 'choice',
    choices,
    read: (text) => {
      if (!choices.includes(text))
        throw new UsageError(
          `${JSON.stringify(text)} is none of ${choices.join(', ')}${didYouMean(text, choices)}`,
        )
      return text
    },
  }),
}

/** What a person needs to inject a fault by hand: what it is aimed at, what it asks for, how it ends. */
export interface ByHand {
  /** A link is given to the injection itself, a service as `{ service }`. What is read of the parameters follows as one object. */
  readonly on: 'service' | 'link'
  readonly parameters?: Readonly<Record<string, Parameter>>
  /** `undo`: by its own handle. `restart`: by starting the service again. `none`: it is over as soon as it has acted. */
  readonly healing: 'undo' | 'restart' | 'none'
}

/**
 * The parameters of a fault, out of what was typed.
 * @returns what the injection takes after its target: nothing where the fault has no parameters
 * @throws UsageError that names the parameter, what is wrong with it and those there are
 */
export function readParameters(
  fault: string,
  { parameters = {} }: ByHand,
  given: Readonly<Record<string, string>>,
): readonly [Readonly<Record<string, string | number>>] | readonly [] {
  const names = Object.keys(parameters)
  const stranger = Object.keys(given).find((name) => !names.includes(name))
  if (stranger !== undefined)
    throw new UsageError(
      names.length > 0
        ? `${fault}: parameter ${unknownWord(stranger, names, JSON.stringify)}`
        : `${fault} has no parameters: leave ${JSON.stringify(stranger)} out`,
    )
  const read = Object.entries(parameters).flatMap(([name, parameter]) => {
    const text = given[name]
    if (text === undefined || text === '') {
      if (!parameter.required) return []
      throw new UsageError(`${fault} needs ${name}, ${parameter.about}: as in --${name} ${parameter.value}`)
    }
    try {
      return [[name, parameter.read(text)] as const]
    } catch (error) {
      if (error instanceof UsageError) throw new UsageError(`${fault}, ${name}: ${error.message}`)
      throw error
    }
  })
  return names.length > 0 ? [Object.fromEntries(read)] : []
}
