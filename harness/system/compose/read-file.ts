import { existsSync, readFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { parseDocument } from 'yaml'
import { UsageError } from '../../errors.ts'
import { parseEnvFile } from './dot-env.ts'
import type { Findings } from './findings.ts'
import { interpolate } from './interpolate.ts'
import { type Raw, Value } from './values.ts'

/** A Compose file with its variables filled in. */
export interface ReadFile {
  readonly file: Value
  /** Its folder, from which paths in it are meant. */
  readonly folder: string
  /** Variables of the shell, and of the file `.env`. */
  readonly outer: (name: string) => string | undefined
}

/**
 * Reads a Compose file: YAML with anchors and merge keys, then variables.
 * @param envFile in place of `.env` beside the file
 * @throws UsageError for a file that is not there or cannot be read
 */
export function readFile(path: string, findings: Findings, envFile?: string): ReadFile {
  const folder = dirname(path)
  const outer = variablesOf(folder, envFile)
  const absent = new Set<string>()
  const variables = { get: outer, missing: (name: string) => absent.add(name) }
  const raw = filled(parsed(path), '', (text, where) => interpolate(text, variables, `${path}: ${where}`))
  for (const name of absent)
    findings.leaveOut(`\${${name}}`, 'is set nowhere: nothing stands in its place, as with Compose')
  nameOverrides(path, findings)
  return { file: new Value(raw, '', findings), folder, outer }
}

function parsed(path: string): Raw {
  const document = parseDocument(textOf(path), {
    merge: true,
    // Numbers and booleans stay text as they are written: `1.10`, `0644`, `TRUE`.
    customTags: (tags) => tags.filter((tag) => !isScalarOf(tag, /:(int|float|bool)$/)),
  })
  const [trouble] = [...document.errors, ...document.warnings]
  if (trouble) throw new UsageError(`${path}: ${trouble.message.split('\n')[0]}`)
  const raw: Raw = document.toJS()
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw) || !('services' in raw))
    throw new UsageError(`${path} is no Compose file: it has no services`)
  return raw
}

const isScalarOf = (tag: unknown, kinds: RegExp) =>
  typeof tag === 'object' && tag !== null && 'tag' in tag && kinds.test(String(tag.tag))

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    throw new UsageError(`there is no Compose file ${path}`)
  }
}

/** Variables of the shell go first, as with Compose. */
function variablesOf(folder: string, envFile: string | undefined) {
  const path = resolve(folder, envFile ?? '.env')
  if (envFile !== undefined && !existsSync(path)) throw new UsageError(`there is no file ${path}`)
  const shell = (name: string) => process.env[name]
  const file = existsSync(path) ? parseEnvFile(readFileSync(path, 'utf8'), shell, path) : {}
  return (name: string) => shell(name) ?? (Object.hasOwn(file, name) ? file[name] : undefined)
}

function filled(raw: Raw, where: string, fill: (text: string, where: string) => string): Raw {
  if (typeof raw === 'string') return fill(raw, where)
  if (raw === null) return raw
  const below = (key: string | number) => (where === '' ? String(key) : `${where}.${key}`)
  if (Array.isArray(raw)) return raw.map((one: Raw, index) => filled(one, below(index), fill))
  return Object.fromEntries(
    Object.entries(raw).map(([key, one]: [string, Raw]) => [key, filled(one, below(key), fill)]),
  )
}

/** Compose lays a second file over the first where nobody names one. */
function nameOverrides(path: string, findings: Findings): void {
  const [, stem, extension] = /^(docker-compose|compose)(\.ya?ml)$/.exec(basename(path)) ?? []
  if (stem === undefined) return
  const override = `${stem}.override${extension}`
  if (existsSync(join(dirname(path), override)))
    findings.leaveOut(override, 'is not read: give the outcome of `docker compose config`, if it is to count')
}
