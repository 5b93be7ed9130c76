import { unavailableCommands } from './unavailable.ts'

/** Name and arguments, as Redis takes them. */
export type Command = readonly [string, ...string[]]

/** A request that the protocol answers with 400. The message is the answer. */
export class BadCommand extends Error {
  override readonly name = 'BadCommand'
}

/** One command of a JSON body. @throws BadCommand */
export function commandOf(value: unknown): Command {
  if (!Array.isArray(value)) throw new BadCommand('ERR failed to parse command')
  return checked(value.map(textOf))
}

/** The commands of a pipeline or transaction. @throws BadCommand */
export function commandsOf(value: unknown): Command[] {
  if (!Array.isArray(value) || value.length === 0)
    throw new BadCommand('ERR failed to parse pipeline request')
  return value.map(commandOf)
}

/**
 * The command of a path such as `/set/key/value?EX=100`; a body goes between the path's arguments and the query's.
 * @throws BadCommand
 */
export function commandOfPath(url: URL, body: Buffer): Command {
  const path = url.pathname.slice(1).split('/').map(decodeURIComponent)
  const query = [...url.searchParams].filter(([name]) => name !== '_token').flat()
  return checked([
    ...path,
    ...(body.length > 0 ? [String(body)] : []),
    ...query.filter((text) => text !== ''),
  ])
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  throw new BadCommand(
    `ERR failed to parse command: an argument is ${value === null ? 'null' : typeof value}`,
  )
}

function checked([name = '', ...args]: readonly string[]): Command {
  if (name === '' || unavailableCommands.has(name.toUpperCase()))
    throw new BadCommand(`ERR Command is not available: '${name.toUpperCase()}'`)
  return [name, ...args]
}
