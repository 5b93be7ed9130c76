import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import type { BuildPlan } from '../../runtime/containers/foreign-image.ts'
import { leaveOthersOut } from './keys.ts'
import { pairsOf, type Value } from './values.ts'

const own = ['context', 'dockerfile', 'dockerfile_inline', 'args', 'target']

/** Of which an image may be what it is; without them it would be another, or none. */
const needed = ['additional_contexts', 'secrets', 'ssh', 'privileged', 'entitlements']

/** What an image is built from. @param outer variables of the shell, for arguments without a value */
export function readBuild(
  service: Value,
  folder: string,
  outer: (name: string) => string | undefined,
): BuildPlan | undefined {
  const build = service.at('build')
  if (!build.there) return undefined
  const text = build.isMap() ? (build.at('context').textIfThere() ?? '.') : build.text()
  if (/^(https?:|git@|git:|ssh:|github\.com\/)/.test(text))
    return build.refuse(`${text}: only folders of this machine are built; clone it first`)
  const context = resolve(folder, text)
  if (!existsSync(context)) return build.refuse(`there is no folder ${context}`)
  const platform = service.at('platform').textIfThere()
  const place = { context, ...(platform !== undefined && { platform }) }
  if (!build.isMap()) return { ...place, dockerfile: 'Dockerfile', args: {} }
  for (const key of needed)
    if (build.at(key).there)
      build.findings.refuseKey(`${build.where}.${key}`, 'build the image yourself, and name it as image')
  leaveOthersOut(build, [...own, ...needed], 'the image is the same without it')
  const args = pairsOf(build.at('args')).flatMap(([name, value]) => {
    const found = value ?? outer(name)
    return found === undefined ? [] : [[name, found] as const]
  })
  const target = build.at('target').textIfThere()
  const inline = build.at('dockerfile_inline').textIfThere()
  return {
    ...place,
    dockerfile: build.at('dockerfile').textIfThere() ?? 'Dockerfile',
    ...(inline !== undefined && { inline }),
    args: Object.fromEntries(args),
    ...(target !== undefined && { target }),
  }
}
