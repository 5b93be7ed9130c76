import type { Command } from 'commander'
import { UsageError } from '../errors.ts'
import type { GameDayStatus } from '../game-day/status.ts'
import { statusNow } from './game-day.ts'
import { formsNow, optionsOf } from './inject.ts'

const bash = `_gameday() {
  local IFS=$'\\n'
  COMPREPLY=($(compgen -W "$(gameday complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _gameday gameday
`

const zsh = `#compdef gameday
_gameday() {
  local -a found
  found=(\${(f)"$(gameday complete -- \${words[2,CURRENT]} 2>/dev/null)"})
  compadd -a found
}
compdef _gameday gameday
`

/** `gameday completion`: the script by which a shell completes commands, scenarios, and the names of a game-day that is up. */
export function completion(shell: string): void {
  if (shell !== 'bash' && shell !== 'zsh')
    throw new UsageError(`completion for ${JSON.stringify(shell)} is not there: there is bash and zsh`)
  process.stdout.write(shell === 'bash' ? bash : zsh)
}

/** `gameday complete`: words that may stand in the place of the last of these, one a line. */
export async function complete(program: Command, words: readonly string[]): Promise<void> {
  const found = await candidates(program, words).catch(() => [])
  const begun = words.at(-1) ?? ''
  for (const word of found.filter((one) => one.startsWith(begun))) console.log(word)
}

async function candidates(program: Command, words: readonly string[]): Promise<readonly string[]> {
  const [name, ...rest] = words
  if (rest.length === 0) return program.commands.filter((one) => !isHidden(one)).map((one) => one.name())
  const command = program.commands.find((one) => one.name() === name)
  const word = rest.at(-1)!
  const options = word.startsWith('--')
    ? (command?.options ?? []).map(({ long }) => long!).filter(Boolean)
    : []
  return [...options, ...(await wordsOf(name!, rest))]
}

const isHidden = (command: Command) => command.name() === 'complete'

async function wordsOf(command: string, rest: readonly string[]): Promise<readonly string[]> {
  const place = rest.filter((word) => !word.startsWith('--')).length
  if (command === 'inject') return injectWords(rest, place)
  if (command === 'heal' && place <= 1) return openFaults(JSON.parse(await statusNow({})))
  if (command === 'up' && place <= 1) return [...(await systems()), ...(await scenarios())]
  return command === 'run' || command === 'list' ? scenarios() : []
}

async function injectWords(rest: readonly string[], place: number): Promise<readonly string[]> {
  const forms = await formsNow({})
  const form = forms.find(({ name }) => name === rest[0])
  if (rest.at(-1)!.startsWith('--')) return form ? optionsOf(form) : []
  if (place <= 1) return forms.map(({ name }) => name)
  return place === 2 ? (form?.targets ?? []) : []
}

const openFaults = ({ faults }: GameDayStatus) => faults.map(({ id }) => id)

async function catalogue() {
  const [{ loadCatalogue }, { findProject }] = await Promise.all([
    import('../scenario/catalogue.ts'),
    import('../scenario/project.ts'),
  ])
  return loadCatalogue(await findProject())
}

const scenarios = async () => (await catalogue()).map(({ id }) => id)

const systems = async () => [...new Set((await catalogue()).map(({ meta }) => meta.system.name))]
