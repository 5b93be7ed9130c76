import { UsageError } from '../errors.ts'

/** What stands above the diff of a mutant. */
export interface MutantHeader {
  /** What somebody got wrong, in one sentence. */
  readonly what: string
  /** The promise of a hypothesis that it breaks, and why a scenario must see it. */
  readonly breaks: string
  /** Ids of the scenarios that should detect it; empty when none promises it yet. */
  readonly seenBy: readonly string[]
}

/** In place of scenario ids: no scenario of the catalogue promises this so far. */
export const noScenarioYet = 'none yet'

const fields = ['what', 'breaks', 'seen-by'] as const
type Field = (typeof fields)[number]

/**
 * Reads the lines before the diff: `what:`, `breaks:` and `seen-by:`, each of which may go on in indented lines.
 * @throws UsageError that names the mutant and what its header lacks
 */
export function parseHeader(name: string, patch: string): MutantHeader {
  const found = new Map<Field, string>()
  let last: Field | undefined
  for (const line of headOf(patch)) {
    const [, key, text] = /^([a-z-]+): *(.*)$/.exec(line) ?? []
    if (key !== undefined) last = fieldOf(name, key)
    const more = key === undefined ? line.trim() : text!
    if (last && more !== '') found.set(last, [found.get(last), more].filter(Boolean).join(' '))
  }
  for (const field of fields)
    if (!found.has(field)) throw new UsageError(`mutant ${name}: its header has no ${field}:`)
  return { what: found.get('what')!, breaks: found.get('breaks')!, seenBy: idsOf(found.get('seen-by')!) }
}

/** Files that the diff changes, as paths from the top folder. */
export function filesOf(patch: string): string[] {
  return [...patch.matchAll(/^\+\+\+ b\/(.+)$/gm)].map(([, file]) => file!)
}

function headOf(patch: string): string[] {
  const lines = patch.split('\n')
  const diff = lines.findIndex((line) => /^(diff --git|---) /.test(line))
  return diff === -1 ? lines : lines.slice(0, diff)
}

function fieldOf(name: string, key: string): Field {
  const field = fields.find((one) => one === key)
  if (field) return field
  throw new UsageError(`mutant ${name}: its header has ${key}:, there are ${fields.join(', ')}`)
}

function idsOf(text: string): string[] {
  return text === noScenarioYet ? [] : text.split(/[\s,]+/).filter((id) => id !== '')
}
