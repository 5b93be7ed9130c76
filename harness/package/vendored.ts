import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { HarnessError } from '../errors.ts'

/**
 * Packages whose code goes into the package, in one piece each: npm takes longer over their 3,000 files, in 80 packages, than over most of the rest.
 * None of them has native code. Where one shows in a type that a user sees, its declarations go with it (`declarations.ts`).
 */
export const vendoredPackages = [
  '@ioredis/commands',
  '@peculiar/x509',
  'bullmq',
  'commander',
  'd3-scale',
  'dns-packet',
  'ioredis',
  'jose',
  'log-update',
  'modern-tar',
  'pg',
  'reflect-metadata',
  'ws',
  'yaml',
  'zx/core',
] as const

/** Packages that are beside gameday where it is installed, or are asked for when they are needed. */
export const installedWith = ({
  dependencies,
  peerDependencies,
}: {
  readonly dependencies: object
  readonly peerDependencies: object
}): string[] => [...Object.keys(dependencies), ...Object.keys(peerDependencies)]

/** The code that leads to these packages. */
export interface Compiled {
  /** Paths of what was compiled. */
  readonly files: readonly string[]
  readonly texts: readonly string[]
}

export function compiledIn(out: string): Compiled {
  const files = globSync('**/*.js', { cwd: out }).map((file) => join(out, file))
  return { files, texts: files.map((file) => readFileSync(file, 'utf8')) }
}

/**
 * Writes, for each package, a module that hands on what is used of it: from these the packages are bundled.
 * @param folder into which they are written
 * @param installed packages that npm installs beside gameday
 * @returns their paths, by the names of the bundles
 * @throws HarnessError for an import of a package that nobody would have, and for a package that nothing imports
 */
export function writeModules(
  { texts }: Compiled,
  { folder, installed }: { readonly folder: string; readonly installed: readonly string[] },
  packages: readonly string[] = vendoredPackages,
): Record<string, string> {
  mustBeThere(texts, [...installed, ...packages])
  const names = importedNames(texts)
  const written = packages.map((name) => {
    const used = names.get(name)
    if (!used) throw new HarnessError(`${name} is to go into the package, and nothing imports it`)
    const file = join(folder, `${fileName(name)}.mjs`)
    writeFileSync(file, exportsOf(name, used))
    return [fileName(name), file] as const
  })
  return Object.fromEntries(written)
}

/** Has the imports of these packages lead to their bundles. @param bundles folder of these */
export function leadImports(
  { files, texts }: Compiled,
  bundles: string,
  packages: readonly string[] = vendoredPackages,
): void {
  for (const [index, file] of files.entries()) {
    const text = texts[index]!
    const to = (name: string) => relative(dirname(file), join(bundles, `${fileName(name)}.mjs`))
    const led = text.replaceAll(imported, (whole, name: string) =>
      packages.includes(name) ? whole.replace(`'${name}'`, `'${to(name).replace(/^(?!\.)/, './')}'`) : whole,
    )
    if (led !== text) writeFileSync(file, led)
  }
}

/** What is loaded later only is asked for when it is needed, with a message of its own. */
function mustBeThere(texts: readonly string[], packages: readonly string[]): void {
  const packageOf = (name: string) => /^(?:@[^/]+\/)?[^/]+/.exec(name)![0]
  const names = texts.flatMap((text) => [...text.matchAll(taken)].map(([, , , name]) => name!))
  const missing = names.find(
    (name) =>
      !/^(?:\.|node:)/.test(name) && ![name, packageOf(name)].some((known) => packages.includes(known)),
  )
  if (missing !== undefined)
    throw new HarnessError(
      `${missing} is imported, and npm would not install it: see harness/package/vendored.ts`,
    )
}

/** `@peculiar/x509` as the name of a file. */
const fileName = (name: string) => name.replace('@', '').replace('/', '-')

/** An import as the compiler writes it, at the beginning of a line or awaited. */
const imported = /(?:^import\s(?:[^'";]*\sfrom\s)?|\bawait import\()'([^']+)'/gm

/** The same with what it takes: a default, names in braces, or nothing. */
const taken = /^import\s(?:(\w+)\sfrom\s|\{([^}]*)\}\sfrom\s)?'([^']+)'/gm
const takenLater = /\{([^{}]*)\}\s*=\s*await import\('([^']+)'\)/g

/** What is imported of each package. */
export function importedNames(texts: readonly string[]): Map<string, Set<string>> {
  const names = new Map<string, Set<string>>()
  const add = (name: string, words: string) => {
    const known = names.get(name) ?? new Set()
    names.set(name, known)
    for (const word of words.split(',')) {
      const [first = ''] = word.trim().split(/\s+as\s+|:/)
      if (first !== '') known.add(first.trim())
    }
  }
  for (const text of texts) {
    for (const [, whole, words, name] of text.matchAll(taken)) add(name!, whole ? 'default' : (words ?? ''))
    for (const [, words, name] of text.matchAll(takenLater)) add(name!, words!)
  }
  return names
}

/** A module that hands on these names of a package; without any, it is loaded for what it does. */
const exportsOf = (name: string, names: ReadonlySet<string>) =>
  names.size > 0 ? `export { ${[...names].join(', ')} } from '${name}'\n` : `import '${name}'\n`
