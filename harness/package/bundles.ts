import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join, relative, resolve } from 'node:path'
import { type BuildOptions, build, type Metafile, type Plugin } from 'esbuild'
import { builtin, builtinsByRequire, bundleOptions } from '../../docker/bundle-options.ts'
import { serviceEntries } from '../../docker/images.ts'
import { type PackedService, packedServices } from '../../docker/packed-bundles.ts'
import { compiledIn, leadImports, vendoredPackages, writeModules } from './vendored.ts'

/** What code of others would use if it were there. */
const optional = ['bullmq-otel', 'msgpackr-extract', 'pg-native', 'redis']

/** How services, and packages of others, become files of the package. Code of others that several of them have is in it once. */
export const packedOptions = {
  ...bundleOptions,
  splitting: true,
  // Modules first: of these only what is used is taken.
  mainFields: ['module', 'main'] as string[],
  external: optional,
  outExtension: { '.js': '.mjs' },
  chunkNames: 'chunk-[hash]',
  minify: true,
  // Names of classes are told in messages and compared.
  keepNames: true,
  legalComments: 'none',
} as const satisfies BuildOptions

/**
 * BullMQ does not say that importing its modules does nothing else: only so its backend for PostgreSQL, a third of its code, which nobody uses, is
 * left out. A test holds that none of its modules is imported for what it does.
 */
const bullmqInParts: Plugin = {
  name: 'bullmq-in-parts',
  setup(build) {
    build.onResolve({ filter: /^\./ }, async ({ path, importer, resolveDir, kind, pluginData }) => {
      if (pluginData === bullmqInParts || !/\/node_modules\/bullmq\/dist\/esm\//.test(importer))
        return undefined
      const found = await build.resolve(path, { importer, resolveDir, kind, pluginData: bullmqInParts })
      return { ...found, sideEffects: false, pluginData: undefined }
    })
  },
}

/** Entry points of the services in the package; programs of an example are in the checkout only. */
export const packedEntries: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(serviceEntries).filter(([, entry]) => !entry.startsWith('scenarios/')),
)

/**
 * Our own sources once for each service that has them. In files that services share, each of these would cost every start of a service 1 to 2 ms of
 * CPU, and they are small.
 */
const ownOfEach = (root: string): Plugin => ({
  name: 'own-of-each',
  setup(build) {
    const own = (folder: string, path: string, service: unknown) => ({
      path: resolve(folder, path),
      suffix: `?${service}`,
      pluginData: service,
    })
    build.onResolve({ filter: /\.ts$/ }, ({ kind, path, resolveDir, pluginData }) => {
      if (kind === 'entry-point') return own(root, path, path)
      return path.startsWith('.') && pluginData !== undefined ? own(resolveDir, path, pluginData) : undefined
    })
    build.onLoad({ filter: /\.ts$/ }, ({ path, pluginData }) => ({
      contents: readFileSync(path, 'utf8'),
      loader: 'ts',
      pluginData,
    }))
  },
})

interface BundleSources {
  /** Folder of what was compiled, in the checkout. */
  readonly out: string
  /** Of the checkout. */
  readonly root: string
  /** Packages that npm installs beside gameday. */
  readonly installed: readonly string[]
  /** Entry points from `root`, by the names of the services. */
  readonly services: Readonly<Record<string, string>>
}

/**
 * Puts services, and packages of others, into `bundles`, with the list of the services, by which the package finds them. What was compiled takes the
 * packages from there.
 * @throws HarnessError for an import of a package that nobody would have, and for a package that nothing imports
 */
export async function bundleInto(
  { out, root, installed, services }: BundleSources,
  packages: readonly string[] = vendoredPackages,
): Promise<void> {
  const compiled = compiledIn(out)
  const bundles = join(out, 'bundles')
  // In the checkout: packages are looked for from there.
  const folder = mkdtempSync(join(out, 'modules-'))
  const modules = writeModules(compiled, { folder, installed }, packages)
  const { metafile } = await build({
    ...packedOptions,
    plugins: [
      builtinsByRequire((importer) => `?${relative(root, importer)}`),
      ownOfEach(root),
      bullmqInParts,
    ],
    absWorkingDir: root,
    entryPoints: { ...services, ...modules },
    outdir: bundles,
  })
  rmSync(folder, { recursive: true })
  leadImports(compiled, bundles, packages)
  writeFileSync(
    join(bundles, packedServices),
    `${JSON.stringify(listOf(services, root, metafile), null, 2)}\n`,
  )
}

function listOf(
  services: BundleSources['services'],
  root: string,
  metafile: Metafile,
): Record<string, PackedService> {
  const outputs = Object.keys(metafile.outputs)
  const entries = Object.entries(services).map(([name, entry]): [string, PackedService] => {
    const output = outputs.find((path) => basename(path) === `${name}.mjs`)!
    const chunks = reachedFrom(output, metafile).slice(1)
    return [
      name,
      {
        chunks: chunks.map((path) => basename(path)).sort(),
        sources: digestOf(root, entry, metafile),
      },
    ]
  })
  return Object.fromEntries(entries)
}

/** This output and all that it imports. */
function reachedFrom(output: string, { outputs }: Metafile): string[] {
  const reached = new Set([output])
  // A set also goes through what it gets meanwhile.
  for (const path of reached)
    for (const { path: next, external } of outputs[path]!.imports) if (!external) reached.add(next)
  return [...reached]
}

/** What `sources` of the services is for the sources as they are now. @param root of the checkout */
export async function sourcesNow(
  root: string,
  services: BundleSources['services'] = packedEntries,
): Promise<Record<string, string>> {
  const { metafile } = await build({
    ...packedOptions,
    plugins: [builtinsByRequire(), ownOfEach(root)],
    absWorkingDir: root,
    entryPoints: services,
    outdir: 'out',
    write: false,
  })
  return Object.fromEntries(
    Object.entries(services).map(([name, entry]) => [name, digestOf(root, entry, metafile)]),
  )
}

/** SHA-256 of all sources that an entry point leads to, 12 hex digits. */
function digestOf(root: string, entry: string, { inputs }: Metafile): string {
  const reached = new Set(Object.keys(inputs).filter((input) => fileOf(input) === entry))
  for (const input of reached)
    for (const { path: next, external } of inputs[input]!.imports)
      if (!external && !next.startsWith(`${builtin}:`)) reached.add(next)
  const hash = createHash('sha256')
  for (const path of [...reached].map(fileOf).sort())
    hash.update(`${path}\0`).update(readFileSync(join(root, path)))
  return hash.digest('hex').slice(0, 12)
}

/** An input without what `ownOfEach` has put behind it. */
const fileOf = (input: string) => input.replace(/\?.*/, '')
