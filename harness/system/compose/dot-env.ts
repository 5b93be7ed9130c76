import { UsageError } from '../../errors.ts'
import { interpolate } from './interpolate.ts'

const line = /^\s*(?:export\s+)?([A-Za-z_][\w.-]*)\s*(?:[=:]\s?(.*))?$/s
const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' }

export type EnvFormat = 'compose' | 'raw'

/**
 * Reads a file of `NAME=value` lines as Compose does: single quotes keep everything, double quotes know `\n`, both may run over lines; a `#` after a
 * space begins a comment. A name without `=` is taken from `outer`.
 * @param outer the variables of the shell, which values may name
 * @throws UsageError with the line
 */
export function parseEnvFile(
  text: string,
  outer: (name: string) => string | undefined,
  where: string,
  format: EnvFormat = 'compose',
): Record<string, string> {
  const values: Record<string, string> = {}
  const get = (name: string) => outer(name) ?? values[name]
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/)
  for (let index = 0; index < lines.length; index++) {
    const number = index + 1
    if (/^\s*(#|$)/.test(lines[index]!)) continue
    const [, name, first] = line.exec(lines[index]!) ?? []
    if (name === undefined) throw new UsageError(`${where}:${number}: is to be NAME=value`)
    let value = first?.trimStart()
    const quote = value?.[0]
    if (format === 'compose' && (quote === '"' || quote === "'")) {
      while (!endOf(value!, quote) && index + 1 < lines.length) value += `\n${lines[++index]}`
      const inner = endOf(value!, quote)?.[1]
      if (inner === undefined) throw new UsageError(`${where}:${number}: a ${quote} is not closed`)
      values[name] = quote === "'" ? inner : filled(unescaped(inner), get, `${where}:${number}`)
    } else if (value === undefined) {
      const from = outer(name)
      if (from !== undefined) values[name] = from
    } else values[name] = format === 'raw' ? value : filled(withoutComment(value), get, `${where}:${number}`)
  }
  return values
}

const endOf = (value: string, quote: string) =>
  quote === '"' ? /^"((?:[^"\\]|\\.)*)"/s.exec(value) : /^'([^']*)'/s.exec(value)

const unescaped = (text: string) =>
  text.replaceAll(/\\(.)/gs, (_, letter: string) => escapes[letter] ?? (letter === '$' ? '$$' : letter))

const withoutComment = (value: string) => value.replace(/(^|\s)#.*$/s, '').trimEnd()

const filled = (text: string, get: (name: string) => string | undefined, where: string) =>
  interpolate(text, { get, missing: () => {} }, where)
