import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import picomatch from 'picomatch'
import { shell } from '../../docker/shell.ts'
import { HarnessError, messageOf, UsageError } from '../errors.ts'
import { filesOf, type MutantHeader, parseHeader } from './header.ts'

/** Top folder of the checkout. */
export const root = fileURLToPath(new URL('../..', import.meta.url))

/** Where the patches are: `<system>/<name>.patch`. */
export const mutantsDir = join(root, 'docker', 'mutants')

/** One change of a reference service that a scenario should notice. */
export interface Mutant extends MutantHeader {
  /** `<system>/<name>` */
  readonly name: string
  readonly system: string
  /** The patch, absolute. */
  readonly file: string
  /** Source files that it changes, from the top folder. */
  readonly changes: readonly string[]
}

/** Every mutant in a folder, by name. @throws UsageError when a header is malformed */
export function loadMutants(dir = mutantsDir): Mutant[] {
  return globSync('*/*.patch', { cwd: dir })
    .sort()
    .map((path) => {
      const name = path.replace(/\.patch$/, '')
      const file = join(dir, path)
      const patch = readFileSync(file, 'utf8')
      return { name, system: name.split('/')[0]!, file, changes: filesOf(patch), ...parseHeader(name, patch) }
    })
}

/** Mutants whose name a glob matches; all without one. @throws UsageError when it matches nothing */
export function selectMutants(mutants: readonly Mutant[], glob: string | undefined): Mutant[] {
  if (glob === undefined) return [...mutants]
  const selected = mutants.filter(({ name }) => picomatch.isMatch(name, glob))
  if (selected.length > 0) return selected
  throw new UsageError(`no mutant matches ${JSON.stringify(glob)}; --list shows them`)
}

export const namesOf = (mutants: readonly Mutant[]): string => mutants.map(({ name }) => name).join(', ')

/**
 * Applies patches to a checkout, or only finds out whether they would. No two may change the same lines.
 * @throws HarnessError that names the mutants, and the file of the one under which the sources have changed
 */
export async function applyMutants(
  mutants: readonly Mutant[],
  checkout: string,
  { check = false } = {},
): Promise<void> {
  const files = mutants.map(({ file }) => file)
  try {
    // One line of context is enough: what stands beside the change may have changed.
    await shell({ cwd: checkout })`git apply -C1 ${check ? ['--check'] : []} --whitespace=nowarn ${files}`
  } catch (error) {
    throw new HarnessError(`mutant ${namesOf(mutants)} no longer applies: ${messageOf(error)}`)
  }
}
