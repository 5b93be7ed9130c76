import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { type BuildOptions, build } from 'esbuild'
import { HarnessError } from '../errors.ts'

/**
 * Packages whose code goes into the package, in one piece each: npm takes longer over their 2,500 files, in 60 packages, than over most of the rest.
 * None of them shows in a type that a user sees, and none has native code.
 */
export const vendoredPackages = [
  '@peculiar/x509',
  'bullmq',
  'd3-scale',
  'dns-packet',
  'log-update',
  'modern-tar',
  'pg',
  'reflect-metadata',
  'yaml',
] as const

/** Packages that are beside gameday where it is installed, or are asked for when they are needed. */
export const installedWith = ({
  dependencies,
  peerDependencies,
}: {
  readonly dependencies: object
  readonly peerDependencies: object
}): string[] => [...Object.keys(dependencies), ...Object.keys(peerDependencies)]

/** What they would use if it were there. */
const optional = ['bullmq-otel', 'msgpackr-extract', 'pg-native', 'redis']

/** Options by which their code becomes modules for Node. @param installed packages that npm installs beside gameday */
export const vendorOptions = (installed: readonly string[]) =>
  ({
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    splitting: true,
    // Modules first: of these only what is used is taken.
    mainFields: ['module', 'main'] as string[],
    external: [...installed, ...optional],
    legalComments: 'none',
    logLevel: 'silent',
  }) satisfies BuildOptions

// CommonJS packages call require() for Node's own modules; an ES module has none.
const requireBanner =
  "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);"

/**
 * Puts the code of these packages into `vendor` and leads the imports there.
 * @param out folder of what was compiled, in the checkout
 * @param root of the checkout
 * @param installed packages that npm installs beside gameday
 * @throws HarnessError for an import of a package that nobody would have
 */
export async function vendor(
  {
    out,
    root,
    installed,
  }: { readonly out: string; readonly root: string; readonly installed: readonly string[] },
  packages: readonly string[] = vendoredPackages,
): Promise<void> {
  const files = globSync('**/*.js', { cwd: out }).map((file) => join(out, file))
  const texts = files.map((file) => readFileSync(file, 'utf8'))
  mustBeThere(texts, [...installed, ...packages])
  const names = importedNames(texts)
  const sources = join(out, 'vendor-sources')
  mkdirSync(sources)
  for (const name of packages) {
    const used = names.get(name)
    if (!used) throw new HarnessError(`${name} is to go into the package, and nothing imports it`)
    writeFileSync(join(sources, `${fileName(name)}.mjs`), exportsOf(name, used))
  }
  await build({
    ...vendorOptions(installed),
    absWorkingDir: root,
    entryPoints: packages.map((name) => join(sources, `${fileName(name)}.mjs`)),
    outdir: join(out, 'vendor'),
    banner: { js: requireBanner },
    // Names of classes are told in messages and compared.
    minify: true,
    keepNames: true,
  })
  rmSync(sources, { recursive: true })
  for (const file of files) {
    const text = readFileSync(file, 'utf8')
    const to = (name: string) => relative(dirname(file), join(out, 'vendor', `${fileName(name)}.js`))
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
  const missing = names.find((name) => !/^(?:\.|node:)/.test(name) && !packages.includes(packageOf(name)))
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
