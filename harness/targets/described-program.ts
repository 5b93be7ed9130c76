import { type Duration, parseDuration } from '../duration.ts'
import { MissingPartError } from '../errors.ts'
import type { Program, ReadyCheck } from '../runtime/runtime.ts'

/** When a described service counts as ready, at most `timeout` (default 30 s) after its start. */
export type Ready = (
  | { readonly log: RegExp }
  | { readonly http: string }
  | { readonly tcp: true }
  /** As soon as it runs. */
  | { readonly start: true }
) & { readonly timeout?: Duration }

export interface DescribedProgram {
  /** argv on the processes runtime, and in a container where `argv` is not given. */
  readonly command?: readonly string[] | (() => Promise<readonly string[]>) | undefined
  readonly image?: string | undefined
  readonly argv?: readonly string[] | undefined
}

/**
 * A program that a user describes, as the runtime starts it.
 * @param where it is described, for the error
 * @param filled fills in the templates of one word; told in which part it stands
 */
export function programOf(
  { command, image, argv }: DescribedProgram,
  where: string,
  filled: (text: string, part: string) => string,
): Program {
  return {
    image: image ?? '',
    containerArgv: (argv ?? wordsOf(command)).map((text) => filled(text, argv ? 'argv' : 'command')),
    processArgv: async () => {
      if (!command) throw new MissingPartError(`${where} has no command: it runs in containers only`)
      const words = typeof command === 'function' ? await command() : command
      return words.map((text) => filled(text, 'command'))
    },
  }
}

/** The words of a command that is known before it is started. */
export const wordsOf = (command: DescribedProgram['command']): readonly string[] =>
  typeof command === 'function' ? [] : (command ?? [])

/** When a described service counts as ready, as the runtime asks it. */
export function readyCheck(ready: Ready): ReadyCheck {
  const timeoutMs = parseDuration(ready.timeout ?? '30s')
  if ('log' in ready) return { by: 'log', pattern: ready.log, timeoutMs }
  if ('http' in ready) return { by: 'http', port: 'main', path: ready.http, timeoutMs }
  return 'tcp' in ready ? { by: 'tcp', port: 'main', timeoutMs } : { by: 'start', timeoutMs }
}
