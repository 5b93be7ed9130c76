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

/** Secrets and configs that the service gets, as files that are copied into its container. */
export function readFiles(service: Value, context: FilesContext): Copied[] {
  return (['secrets', 'configs'] as const).flatMap((kind) =>
    service
      .at(kind)
      .list()
      .map((one) => fileOf(one, kind, context)),
  )
}

function fileOf(value: Value, kind: 'secrets' | 'configs', context: FilesContext): Copied {
  const name = value.isMap() ? value.at('source').text() : value.text()
  const asked = value.isMap() ? value.at('target').textIfThere() : undefined
  const mode = value.isMap() ? value.at('mode').textIfThere() : undefined
  if (value.isMap())
    leaveOthersOut(value, ['source', 'target', 'mode'], 'the file belongs to root, readable to all')
  const folder = kind === 'secrets' ? '/run/secrets' : '/'
  const target = asked === undefined ? join(folder, name) : isAbsolute(asked) ? asked : join(folder, asked)
  return {
    target,
    mode: mode === undefined ? 0o444 : Number.parseInt(mode.replace(/^0o/, ''), 8),
    ...contentOf(value, kind, name, context),
  }
}

/** What it holds, or the file of this machine that does. */
function contentOf(value: Value, kind: string, name: string, { folder, file, outer }: FilesContext) {
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
