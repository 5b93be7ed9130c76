import { existsSync, readFileSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { type EnvFormat, parseEnvFile } from './dot-env.ts'
import { pairsOf, type Value } from './values.ts'

/**
 * `env_file`, over which `environment` lies. A name without a value is the shell's, or is not set.
 * @param outer variables of the shell and of `.env`
 */
export function readEnvironment(
  service: Value,
  folder: string,
  outer: (name: string) => string | undefined,
): Record<string, string> {
  const files = service.at('env_file')
  const fromFiles = (files.isList() ? files.list() : files.there ? [files] : []).map((file) =>
    readEnvFile(file, folder, outer),
  )
  const own = pairsOf(service.at('environment')).flatMap(([name, value]) => {
    const found = value ?? outer(name)
    return found === undefined ? [] : [[name, found] as const]
  })
  return { ...Object.assign({}, ...fromFiles), ...Object.fromEntries(own) }
}

function readEnvFile(
  file: Value,
  folder: string,
  outer: (name: string) => string | undefined,
): Record<string, string> {
  const path = resolve(folder, file.isMap() ? file.at('path').text() : file.text())
  const optional = file.isMap() && file.at('required').there && !file.at('required').flag()
  const format = (file.isMap() ? file.at('format').textIfThere() : undefined) ?? 'compose'
  if (format !== 'raw' && format !== 'compose') file.at('format').refuse(`${format} is no format: raw`)
  if (!existsSync(path) || statSync(path).isDirectory()) {
    if (optional) return {}
    return file.refuse(`there is no file ${path}`)
  }
  return parseEnvFile(readFileSync(path, 'utf8'), outer, path, format as EnvFormat)
}
