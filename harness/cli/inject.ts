import { loadBuiltIn } from '../built-in.ts'
import { UsageError } from '../errors.ts'
import { ask } from '../game-day/ask.ts'
import { dashed, faultForms } from '../game-day/catalogue.ts'
import { findUp } from '../game-day/pointer.ts'
import type { FaultForm } from '../game-day/protocol.ts'
import type { GameDayStatus } from '../game-day/status.ts'
import { findProject } from '../scenario/project.ts'
import { unknownWord } from '../targets/closest.ts'
import { type GameDayOptions, inject as send } from './game-day.ts'

interface Words extends GameDayOptions {
  readonly for?: string
  readonly expect?: string
}

/** `gameday inject`: which options there are is up to the fault. */
export async function inject(words: readonly string[], options: Words): Promise<void> {
  const { positional, parameters, isHelp } = sorted(words)
  const [fault, target, ...rest] = positional
  if (isHelp) return help(await formsNow(options), fault)
  if (fault === undefined || target === undefined)
    throw new UsageError(
      fault === undefined
        ? 'say what to inject and where: `gameday inject --help` lists the faults'
        : `say where to inject ${fault}: a service or link, as \`gameday inject ${fault} --help\` lists them`,
    )
  if (rest.length > 0)
    throw new UsageError(
      `${JSON.stringify(rest[0])} is one word too many: parameters are given as --name value`,
    )
  await send(fault, target, { ...options, parameters })
}

/** What was typed: `--name value` and `--name=value` are parameters. @throws UsageError for one without a value */
function sorted(words: readonly string[]) {
  const positional: string[] = []
  const parameters: Record<string, string> = {}
  let isHelp = false
  for (let index = 0; index < words.length; index++) {
    const word = words[index]!
    if (word === '--help' || word === '-h') isHelp = true
    else if (!word.startsWith('--')) positional.push(word)
    else {
      const [name, inline] = [/^--([^=]*)/.exec(word)![1]!, /=(.*)$/s.exec(word)?.[1]]
      const value = inline ?? words[++index]
      if (value === undefined) throw new UsageError(`--${name} needs a value`)
      parameters[camelCase(name)] = value
    }
  }
  return { positional, parameters, isHelp }
}

/** Options are written with dashes, as everywhere. */
const camelCase = (name: string) => name.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())

/** Of the game-day that is up, else of gameday itself, without names to aim at. */
export async function formsNow({ config }: GameDayOptions): Promise<readonly FaultForm[]> {
  try {
    const { reports } = await findProject(config)
    const reply = await ask((await findUp(reports)).dir, { do: 'status', by: '' })
    if (reply.ok) {
      const { catalogue } = JSON.parse(reply.text) as GameDayStatus
      if (catalogue.length > 0) return catalogue
    }
  } catch {
    // Without one its help is the same but for the names.
  }
  await loadBuiltIn()
  return faultForms([], [])
}

/** Its parameters as options: `--delay`. */
export const optionsOf = ({ parameters }: FaultForm): string[] => [
  ...parameters.map(({ name }) => `--${dashed(name)}`),
  '--for',
  '--expect',
]

function help(forms: readonly FaultForm[], fault: string | undefined): void {
  const usage =
    'Usage: gameday inject <fault> <service or link> [--parameter value] [--for duration] [--expect text]'
  if (fault === undefined) {
    const width = Math.max(...forms.map(({ name }) => name.length))
    const lines = forms.map(
      ({ name, on, about }) => `  ${name.padEnd(width)}  on a ${on.padEnd(7)}  ${about}`,
    )
    console.log(
      [
        usage,
        '',
        'Faults:',
        ...lines,
        '',
        '`gameday inject <fault> --help` lists its parameters and where it can be aimed.',
      ].join('\n'),
    )
    return
  }
  const form = forms.find(({ name }) => name === fault)
  if (!form)
    throw new UsageError(
      `fault ${unknownWord(
        fault,
        forms.map(({ name }) => name),
        JSON.stringify,
      )}`,
    )
  const options = form.parameters.map(({ name, type, about, required, value, choices }) => {
    const what = choices ? choices.join(' | ') : type
    const note = required ? `needed, as in ${value}` : value === undefined ? '' : `default ${value}`
    return `  --${dashed(name)} <${what}>  ${about}${note && ` (${note})`}`
  })
  const where =
    form.targets.length > 0 ? [`Where: ${form.targets.join(', ')}`] : [`Where: a ${form.on} of the game-day`]
  console.log([usage, '', `${form.name}: ${form.about}`, ...options, '', ...where].join('\n'))
}
