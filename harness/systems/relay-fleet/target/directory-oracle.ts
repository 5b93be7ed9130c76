import { resolve } from 'node:path'
import { runCommand, templates } from '../../../door.ts'
import { type DirectorySource, redisHash, redisScript } from '../probes/directory-source.ts'
import { sqlEntries } from '../probes/directory-sql.ts'
import type { RelayTarget, TargetDirectory } from './schema.ts'

/** Reads a target's directory and gives owners as identities; undefined for a target whose directory cannot be read. */
export function directoryOracle(
  { name, folder, directory }: RelayTarget,
  values: templates.Values,
  toIdentity: (owner: string) => string,
): DirectorySource | undefined {
  if (!directory) return undefined
  const source = sourceOf({ name, folder }, directory, values)
  return {
    ...source,
    read: async () =>
      Object.fromEntries(
        Object.entries(await source.read()).map(([host, owner]) => [host, toIdentity(owner)]),
      ),
  }
}

function sourceOf(
  { name, folder }: Pick<RelayTarget, 'name' | 'folder'>,
  directory: TargetDirectory,
  values: templates.Values,
): DirectorySource {
  const where = `targets.${name}.directory`
  if ('redisHash' in directory)
    return withFields(redisHash(values['redis.url']!, directory.redisHash), directory.field)
  if ('lua' in directory) return redisScript(values['redis.url']!, directory.lua)
  if ('sql' in directory)
    return sqlEntries(templates.fill(directory.url, values, `${where}.url`), directory.sql)
  return printedEntries(
    directory.command.map((text) => templates.fill(text, values, `${where}.command`)),
    {
      cwd: resolve(folder, directory.cwd),
      env: { PATH: process.env.PATH ?? '', ...templates.fillAll(directory.env, values, `${where}.env`) },
    },
  )
}

/** Hosts by their ids, of a hash that writes them in another way; any other field is left away. */
export function withFields(source: DirectorySource, template: string): DirectorySource {
  const [before = '', after = ''] = template.split('{id}')
  const idIn = (field: string) =>
    field.length > before.length + after.length && field.startsWith(before) && field.endsWith(after)
      ? [field.slice(before.length, field.length - after.length)]
      : []
  return {
    ...source,
    read: async () =>
      Object.fromEntries(
        Object.entries(await source.read()).flatMap(([field, owner]) => idIn(field).map((id) => [id, owner])),
      ),
  }
}

/** A command that prints `host owner` lines. Runs on this machine; what it takes is in the uncertainty of what is read. */
function printedEntries(
  argv: readonly string[],
  options: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
): DirectorySource {
  return {
    name: argv.join(' '),
    quicker: 'directory.lua and directory.sql ask over one open connection',
    read: async () => {
      const { code, stdout, stderr } = await runCommand(argv, options)
      if (code !== 0)
        throw new Error(`${argv[0]} exited with code ${code}: ${stderr.trim().split('\n').at(-1) ?? ''}`)
      return entriesIn(stdout)
    },
    close: () => {},
  }
}

/** @throws Error for a line that is no entry: half a directory must not pass for one */
export function entriesIn(text: string): Record<string, string> {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  return Object.fromEntries(
    lines.map((line) => {
      const [host, owner, ...rest] = line.trim().split(/\s+/)
      if (!host || !owner || rest.length > 0)
        throw new Error(`a line is no 'host owner': ${JSON.stringify(line)}`)
      return [host, owner]
    }),
  )
}
