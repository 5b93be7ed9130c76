import { UsageError } from '../../errors.ts'

/** Where variables come from; `missing` is told of each that nobody set. */
export interface Variables {
  readonly get: (name: string) => string | undefined
  readonly missing: (name: string) => void
}

const name = /^[A-Za-z_][A-Za-z0-9_]*/

/**
 * Fills in `$A`, `${A}`, `${A:-default}`, `${A-default}`, `${A:?error}`, `${A?error}`, `${A:+other}`, `${A+other}`, each nested in
 * another's default; `$$` is a dollar.
 * @param where of the text, for the error
 * @throws UsageError for what cannot be read, and for a variable with `?` that is not there
 */
export function interpolate(text: string, variables: Variables, where: string): string {
  let out = ''
  let rest = text
  for (;;) {
    const at = rest.indexOf('$')
    if (at === -1) return out + rest
    out += rest.slice(0, at)
    rest = rest.slice(at + 1)
    const bare = name.exec(rest)?.[0]
    if (rest.startsWith('$')) {
      out += '$'
      rest = rest.slice(1)
    } else if (bare !== undefined) {
      out += variableOf(bare, variables)
      rest = rest.slice(bare.length)
    } else if (rest.startsWith('{')) {
      const end = closing(rest, text, where)
      out += braced(rest.slice(1, end), variables, where)
      rest = rest.slice(end + 1)
    } else throw new UsageError(`${where}: ${text}: a dollar by itself is written $$`)
  }
}

function variableOf(variable: string, { get, missing }: Variables): string {
  const value = get(variable)
  if (value === undefined) missing(variable)
  return value ?? ''
}

/** Index of the brace that closes the one with which the text begins. */
function closing(rest: string, text: string, where: string): number {
  let depth = 0
  for (let index = 0; index < rest.length; index++) {
    if (rest[index] === '{' && (index === 0 || rest[index - 1] === '$')) depth++
    if (rest[index] === '}' && --depth === 0) return index
  }
  throw new UsageError(`${where}: ${text}: a brace is not closed`)
}

function braced(inner: string, variables: Variables, where: string): string {
  const variable = name.exec(inner)?.[0] ?? ''
  const [, colon, operator, word = ''] = /^(:?)([-?+])(.*)$/s.exec(inner.slice(variable.length)) ?? []
  if (variable === '' || (operator === undefined && inner !== variable))
    throw new UsageError(`${where}: \${${inner}} is no variable`)
  if (operator === undefined) return variableOf(variable, variables)
  const value = variables.get(variable)
  const there = value !== undefined && !(colon && value === '')
  const other = () => interpolate(word, variables, where)
  if (operator === '+') return there ? other() : ''
  if (there) return value
  if (operator === '-') return other()
  throw new UsageError(`${where}: ${variable} is not set: ${other() || 'the file asks for it'}`)
}
