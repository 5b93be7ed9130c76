import { messageOf, UsageError } from '../errors.ts'
import { ask } from '../game-day/ask.ts'
import { findUp } from '../game-day/pointer.ts'
import type { Command } from '../game-day/protocol.ts'
import { findProject } from '../scenario/project.ts'
import { endWith, exitCodes } from './exit.ts'
import { statusText } from './game-day-status.ts'
import { userName } from './user-name.ts'

/** Of every command that speaks to a game-day. */
export interface GameDayOptions {
  readonly json?: boolean
  readonly config?: string
  /** Default: the user's name. */
  readonly by?: string
}

type Unsigned = Command extends infer C ? (C extends Command ? Omit<C, 'by'> : never) : never

/** Sends a command to the game-day that is up in this project. @throws UsageError where there is none, or it refuses */
async function send(command: Unsigned, { config, by = userName() }: GameDayOptions): Promise<string> {
  const { reports } = await findProject(config)
  const { dir } = await findUp(reports)
  const reply = await ask(dir, { ...command, by } as Command)
  if (reply.ok) return reply.text
  throw new UsageError(reply.error)
}

/** Prints what was done, as a line or as JSON. */
async function tell(command: Unsigned, options: GameDayOptions): Promise<void> {
  const done = await send(command, options)
  console.log(options.json ? JSON.stringify({ done }) : done)
}

export interface InjectOptions extends GameDayOptions {
  readonly for?: string
  readonly expect?: string
  readonly parameters: Readonly<Record<string, string>>
}

/** `gameday inject`. */
export const inject = (
  fault: string,
  target: string,
  { for: duration, expect, parameters, ...rest }: InjectOptions,
): Promise<void> =>
  tell(
    {
      ...{ do: 'inject', fault, target, parameters },
      ...(duration !== undefined && { for: duration }),
      ...(expect !== undefined && { expect }),
    },
    rest,
  )

/** `gameday heal`. */
export const heal = (id: string | undefined, options: GameDayOptions): Promise<void> =>
  tell({ do: 'heal', ...(id !== undefined && { id }) }, options)

/** `gameday mark`. */
export const mark = (text: string, options: GameDayOptions): Promise<void> =>
  tell({ do: 'mark', text }, options)

/** `gameday note`. */
export const note = (text: string, options: GameDayOptions): Promise<void> =>
  tell({ do: 'note', text }, options)

/** The game-day that is up, as JSON. */
export const statusNow = (options: GameDayOptions): Promise<string> => send({ do: 'status' }, options)

/** `gameday status`. */
export async function status(options: GameDayOptions): Promise<void> {
  const text = await statusNow(options)
  console.log(options.json ? JSON.stringify(JSON.parse(text), null, 2) : statusText(JSON.parse(text)))
}

/** `gameday end`: ends as `gameday up` does, with the verdict's exit code. */
export async function end(options: GameDayOptions): Promise<void> {
  const { summary, report, code } = ended(await send({ do: 'end' }, options))
  console.log(options.json ? JSON.stringify({ report, exitCode: code }) : `${summary}\nreport: ${report}`)
  endWith(code)
}

function ended(text: string): { summary: string; report: string; code: number } {
  try {
    return JSON.parse(text)
  } catch (error) {
    return { summary: `ended: ${messageOf(error)}`, report: '', code: exitCodes.inconclusive }
  }
}
