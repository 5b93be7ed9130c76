import { existsSync } from 'node:fs'
import { isAbsolute, join, resolve } from 'node:path'
import type { ContainerSettings } from '../../runtime/runtime.ts'
import { leaveOthersOut } from './keys.ts'
import type { Value } from './values.ts'

export interface FilesContext {
  readonly folder: string
  readonly file: Value
  readonly outer: (name: string) => string | undefined
}

type Copied = ContainerSettings['copied'][number]
type Mount = NonNullable<ContainerSettings['host']['Mounts']>[number]

/** What a container gets as files: of this machine, mounted read-only, and texts. */
export interface GivenFiles {
  readonly mounts: readonly Mount[]
  readonly copied: readonly Copied[]
}

/** Secrets and configs that the service gets. */
export function readFiles(service: Value, context: FilesContext): GivenFiles {
  const all = (['secrets', 'configs'] as const).flatMap((kind) =>
    service
      .at(kind)
      .list()
      .map((one) => fileOf(one, kind, context)),
  )
  return {
    mounts: all.flatMap(({ mount }) => mount ?? []),
    copied: all.flatMap(({ copied }) => copied ?? []),
  }
}

function fileOf(
  value: Value,
  kind: 'secrets' | 'configs',
  context: FilesContext,
): { mount?: Mount; copied?: Copied } {
  const name = value.isMap() ? value.at('source').text() : value.text()
  const asked = value.isMap() ? value.at('target').textIfThere() : undefined
  const mode = value.isMap() ? value.at('mode').textIfThere() : undefined
  if (value.isMap())
    leaveOthersOut(value, ['source', 'target', 'mode'], 'the file belongs to root, readable to all')
  const folder = kind === 'secrets' ? '/run/secrets' : '/'
  const target = asked === undefined ? join(folder, name) : isAbsolute(asked) ? asked : join(folder, asked)
  const { source, content } = contentOf(value, kind, name, context)
  if (source !== undefined) return { mount: { Type: 'bind', Source: source, Target: target, ReadOnly: true } }
  return { copied: { target, content, mode: mode === undefined ? 0o444 : octal(mode) } }
}

const octal = (text: string) => Number.parseInt(text.replace(/^0o/, ''), 8)

/** What it holds, or the file of this machine that does. */
function contentOf(
  value: Value,
  kind: string,
  name: string,
  { folder, file, outer }: FilesContext,
): { source: string; content?: never } | { source?: never; content: string } {
  const all = file.at(kind)
  if (!Object.hasOwn(all.there ? all.map() : {}, name))
    return value.refuse(`there is none of that name below ${kind}`)
  const one = all.at(name)
  if (one.at('file').there) {
    const source = resolve(folder, one.at('file').text())
    return existsSync(source) ? { source } : one.at('file').refuse(`there is no file ${source}`)
  }
  if (one.at('content').there) return { content: one.at('content').text() }
  const variable = one.at('environment').textIfThere()
  if (variable === undefined)
    return one.findings.refuseKey(one.where, 'is kept elsewhere: give it a file, or an environment')
  const content = outer(variable)
  return content === undefined ? one.at('environment').refuse(`${variable} is not set`) : { content }
}
